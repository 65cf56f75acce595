/** An error as it stands in the log. `cause` is followed, five deep at most. */
export interface DescribedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: DescribedError;
}

export function describeError(error: unknown, depth = 5): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutLinks(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: withoutLinks(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: withoutLinks(error.stack) }),
    ...(error.cause !== undefined && depth > 1 && { cause: describeError(error.cause, depth - 1) }),
  };
}

/** Anything shaped like a JSON Web Token: whoever reads the log must not be able to use it. */
const TOKEN = /\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?/g;
/** Passwords in the addresses of databases. */
const PASSWORD = /(\b[a-z][a-z0-9+]*:\/\/[^\s:/@]+):[^\s@/]+@/gi;

/** A text without tokens (personal links are such) and without passwords. */
export const withoutLinks = (text: string): string => text.replace(TOKEN, '[token]').replace(PASSWORD, '$1:[secret]@');
