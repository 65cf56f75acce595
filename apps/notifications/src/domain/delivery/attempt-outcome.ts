/** How one attempt to deliver ended, as seen from here. */
export type AttemptOutcome =
  | {
      kind: 'answered';
      status: number;
      /** What the receiver asked for in `Retry-After`, counted from the answer. RFC 9110 §10.2.3. */
      retryAfterSeconds?: number;
    }
  /** No connection, no name, no TLS, no HTTP. */
  | { kind: 'unreachable'; why: UnreachableReason }
  /** `connecting`: no connection in time; `answering`: no answer in time. */
  | { kind: 'timed-out'; while: 'connecting' | 'answering'; afterMs: number }
  /** The address guard did not let the connection happen. */
  | { kind: 'refused'; why: string };

export type UnreachableReason =
  | 'connection refused'
  | 'connection reset'
  | 'name not resolved'
  | 'network unreachable'
  | 'TLS handshake failed'
  | 'certificate not trusted'
  | 'answer is not HTTP'
  | 'answer headers too large'
  | 'connection failed';

/** Only a 2xx is a delivery. A redirect is not followed, since its target was never checked or agreed to. */
export const hasArrived = (outcome: AttemptOutcome): boolean =>
  outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;

/** The outcome in words, for the delivery log. */
export function inWords(outcome: AttemptOutcome): string {
  switch (outcome.kind) {
    case 'answered':
      return answered(outcome.status);
    case 'unreachable':
      return outcome.why;
    case 'timed-out':
      return outcome.while === 'connecting'
        ? `no connection within ${outcome.afterMs} ms`
        : `no answer within ${outcome.afterMs} ms`;
    case 'refused':
      return `address not allowed: ${outcome.why}`;
  }
}

function answered(status: number): string {
  if (status >= 200 && status < 300) return 'delivered';
  if (status >= 300 && status < 400) return `${status}: redirects are not followed`;
  if (status === 410) return '410: the receiver wants no more';
  if (status === 429) return '429: the receiver asks for less';
  if (status === 401 || status === 403) return `${status}: the receiver does not accept us`;
  if (status === 404) return '404: nothing at this address';
  if (status === 503) return '503: the receiver is not available';
  return status >= 500 ? `${status}: the receiver failed` : `${status}: the receiver refused it`;
}
