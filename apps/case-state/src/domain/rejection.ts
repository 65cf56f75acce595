import type { LegalBasis, Rejection } from '#contracts';

/** Why not, in the one shape that the doors know. `en` is a whole sentence for a person. */
export function reject<Code extends string>(
  code: Code,
  en: string,
  more: Partial<Omit<Rejection<Code>, 'rejected' | 'code' | 'detail'>> & { basis?: LegalBasis[] } = {},
): Rejection<Code> {
  return { rejected: true, code, detail: { en }, ...more };
}

export const isRejected = (decision: unknown): decision is Rejection =>
  typeof decision === 'object' && decision !== null && 'rejected' in decision;
