import type { Rejection } from '#contracts';

/** One thing that was wrong, and where in the request it stands (`draft.limit`, `answers.C3`). */
export type Fault = NonNullable<Rejection['errors']>[number];

/** A refusal as a value. @param sentence what was wrong and what to do, in English */
export function refusal<Code extends string>(
  code: Code,
  sentence: string,
  more: Omit<Rejection<Code>, 'rejected' | 'code' | 'detail'> = {},
): Rejection<Code> {
  return { rejected: true, code, detail: { en: sentence }, ...more };
}
