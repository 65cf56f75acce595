import { StandardSchemaValidationPipe } from '@nestjs/common';
import { type FieldError, invalidRequest } from '../problems/errors.js';

/** The part of a Standard Schema issue that is used; zod's `unrecognized_keys` adds `keys`. */
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  code?: string;
  keys?: string[];
}

const NO_FIELD = 'There is no such field.';

/** Issues as field errors: one line per unknown field, a dotted path per error. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    if (issue.code === 'unrecognized_keys' && issue.keys)
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: NO_FIELD }));
    return [{ path: path.join('.'), message: issue.message }];
  });
}

/** The global pipe: whatever has a `schema` is validated; what fails is a 400 that names each field (at most 100 of them). */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = fieldErrors(issues as readonly Issue[]);
      const forged = errors.some(({ path, message }) => message === NO_FIELD && OURS.has(path.split('.').at(-1) ?? ''));
      return invalidRequest(errors.slice(0, 100), forged ? 'forged-field' : undefined);
    },
  });

/** What no request says: the envelope's own. */
const OURS = new Set(['actor', 'recordedAt', 'onBehalfOf', 'position', 'commandId']);
