import type { LegalBasis, LocalizedText, Rejection } from '#contracts';

/** Why not, in the one shape that the doors know. `detail` is a whole sentence for a person. */
export function reject<Code extends string>(
  code: Code,
  detail: LocalizedText,
  more: Partial<Omit<Rejection<Code>, 'rejected' | 'code' | 'detail'>> & { basis?: LegalBasis[] } = {},
): Rejection<Code> {
  return { rejected: true, code, detail, ...more };
}

export const isRejected = (decision: unknown): decision is Rejection =>
  typeof decision === 'object' && decision !== null && 'rejected' in decision;
