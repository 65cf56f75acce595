import type { Request } from 'express';
import { z } from 'zod';
import { ProblemView } from '#contracts';

/** Where OAuth clients ask for a token: they read the member `error` (RFC 6749 §5.2), and nothing of a problem document. */
const TOKEN_ENDPOINT = '/api/case-state/token';

const OAuthError = z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type']);

/** A refusal at the token endpoint: a problem document that is an OAuth error response as well. */
export const TokenProblem = ProblemView.extend({
  /** RFC 6749 §5.2. */
  error: OAuthError,
}).meta({ id: 'TokenProblem' });

const OWN_WORDS: Record<number, z.infer<typeof OAuthError>> = {
  400: 'invalid_request',
  401: 'invalid_client',
  403: 'invalid_request',
  413: 'invalid_request',
  415: 'invalid_request',
};

/** What OAuth calls a refusal of this status at this address; undefined elsewhere, and where it has no word of its own (too many tries, a fault of ours). */
export function oauthError({ path, body }: Request, status: number): z.infer<typeof OAuthError> | undefined {
  if (path !== TOKEN_ENDPOINT) return undefined;
  const grant = (body as { grant_type?: unknown } | undefined)?.grant_type;
  if (status === 400 && typeof grant === 'string' && grant !== 'client_credentials') return 'unsupported_grant_type';
  return OWN_WORDS[status];
}
