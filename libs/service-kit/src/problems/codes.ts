/**
 * Every problem that an API may answer besides a domain's own rejections: RFC 9457 `type` is `/problems/<code>`,
 * the member `code` is `<service>.<code>`. Both are promises. `GET /problems/<code>` shows `title` and `explanation`.
 */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    explanation: 'A field is missing, unknown or has a wrong value. `errors` says which, and what was expected.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not valid JSON',
    explanation: 'The body could not be read as JSON (RFC 8259) in UTF-8.',
  },
  'event-refused': {
    status: 400,
    title: 'The content cannot be recorded',
    explanation:
      'What would be recorded is larger than 65,535 bytes, or holds U+0000, a lone surrogate or an integer beyond 2^53.',
  },
  unauthenticated: {
    status: 401,
    title: 'Sign in first',
    explanation: 'There is no session or token, or it has expired, or it was not made for this installation.',
  },
  forbidden: {
    status: 403,
    title: 'Your role does not allow this',
    explanation: 'You are signed in, but this act belongs to another role, or the request came from another site.',
  },
  'sign-in-again': {
    status: 403,
    title: 'Sign in again to sign',
    explanation:
      'Who signs an act must have signed in within the last quarter of an hour. Sign in again, and send the same request; nothing of it is lost.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    explanation: 'There is nothing here, or nothing that you may see.',
  },
  'not-there-then': {
    status: 404,
    title: 'There was nothing of it then',
    explanation:
      'What was asked for is here today, but had not been recorded, or had not taken effect, at the time that was asked about.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This cannot be done here',
    explanation: 'The address exists, but not for this HTTP method.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No such representation',
    explanation: 'The answer cannot be given in a form that the request accepts.',
  },
  rejected: {
    status: 409,
    title: 'A rule does not allow this',
    explanation:
      'The state of the matter does not allow this act. `guard` names the rule, `legalBasis` its source, `first` what would open the way.',
  },
  'too-slow': {
    status: 408,
    title: 'The request came too slowly',
    explanation: 'Headers must be there within twenty seconds, the whole request within two minutes.',
  },
  'stale-version': {
    status: 412,
    title: 'This has changed since you last read it',
    explanation: 'The version in `If-Match` is not the current one. Read again, and decide again.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large',
    explanation: 'A request body may have at most 1 MB.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Send JSON',
    explanation: 'A request body must be of type `application/json`, in UTF-8 and not compressed.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key belongs to another request',
    explanation: 'The same key was used before for a request with other content. Use a new key for a new request.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many tries',
    explanation:
      'Too many tries came from the same address, or of the same secret. Wait as long as `Retry-After` says (seconds).',
  },
  'too-many-headers': {
    status: 431,
    title: 'The headers are too large',
    explanation: 'A request may have at most 100 header fields and 16 KB of them.',
  },
  'not-a-demonstration': {
    status: 409,
    title: 'This log has no clock of its own',
    explanation: 'Only a log that was created as a demonstration has a clock that can be moved.',
  },
  'clock-only-forward': {
    status: 409,
    title: 'The clock only moves forward',
    explanation: 'The demonstration clock cannot be set to a moment before its present one.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    explanation:
      'The cause is in the log of the service, under the id in `instance`. Nothing about it is told outside.',
  },
  unavailable: {
    status: 503,
    title: 'The service is not there just now',
    explanation:
      'The service is starting or ending. Send the same request again shortly, with the same `Idempotency-Key`.',
  },
  'no-answer': {
    status: 502,
    title: 'The service broke off',
    explanation:
      'The connection to the service ended before its answer. Whether a command took effect is not known: send the same request again, with the same `Idempotency-Key`; it takes effect once.',
  },
  'view-behind': {
    status: 503,
    title: 'The view has not caught up yet',
    explanation: 'The view has not reached the position in `Dossier-Position` within two seconds. Ask again shortly.',
  },
  'access-unknown': {
    status: 503,
    title: 'Who may see this is not known just now',
    explanation:
      'The service has heard nothing from case-state for longer than `DOSSIER_ACCESS_SILENCE` says, and got no answer when it asked. Nothing is shown on old news; nothing was done. Ask again shortly.',
  },
  'queue-full': {
    status: 503,
    title: 'Too much at once',
    explanation:
      'The log has more waiting than it can hold, or others wrote to the same stream first, again and again. Nothing was written; send the same request again, with the same `Idempotency-Key`.',
  },
  'log-unavailable': {
    status: 503,
    title: 'The log cannot be reached',
    explanation:
      'The database of the service does not answer. Send the same request again, with the same `Idempotency-Key`: it takes effect once.',
  },
  'mail-unavailable': {
    status: 503,
    title: 'The mail could not be sent',
    explanation:
      'There is no mail server, or it does not take the mail, or no address is known. Try again later, or ask the case team.',
  },
  'issuer-unavailable': {
    status: 503,
    title: 'The sign-in service cannot be reached',
    explanation: 'The OpenID Connect issuer does not answer, or its answer does not describe it. Try again shortly.',
  },
} as const satisfies Record<string, { status: number; title: string; explanation: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
