import type { LegalBasis } from '#contracts';

/** A problem document (RFC 9457) as the services write it. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** `<service>.<code>`, stable. */
  code: string;
  /** The guard that refused, by its name in the procedure. */
  guard?: string;
  legalBasis?: LegalBasis[];
  /** What would open the step: sentences or references, as the service gives them. */
  first?: unknown[];
  errors?: { path: string; message: string }[];
  instance?: string;
}

/** The service answered, and the answer is no. */
export class ProblemError extends Error {
  readonly problem: ProblemDocument;
  /** Seconds after which to try again, from `Retry-After`. */
  readonly retryAfter?: number;

  constructor(problem: ProblemDocument, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }

  get status(): number {
    return this.problem.status;
  }

  /** The code without its service: `stale-version`, `not-found`, … */
  get reason(): string {
    return this.problem.code.slice(this.problem.code.indexOf('.') + 1);
  }

  /** True when the same request may succeed in a moment: a view that is behind, a full queue. */
  get passing(): boolean {
    return this.status === 503 || this.status === 502 || this.status === 504;
  }

  /** True when a command may have been recorded all the same: its log broke off, or what answered was not the service. */
  get outcomeUnknown(): boolean {
    return (
      this.passing && (['log-unavailable', 'no-answer'].includes(this.reason) || this.problem.code.startsWith('http.'))
    );
  }
}

/** Nothing answered: the network or the server is away. What became of a command is unknown until it is sent again with the same key. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The server does not answer');
    this.name = 'UnreachableError';
    this.cause = cause;
  }
}

const isProblem = (value: unknown): value is ProblemDocument =>
  typeof value === 'object' && value !== null && 'title' in value && 'status' in value;

/** Reads the problem document of an answer that is not 2xx; an answer without one becomes a problem of its status alone. */
export const problemOf = async (answer: Response): Promise<ProblemError> => {
  const wait = Number(answer.headers.get('Retry-After'));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined;
  const body: unknown = await answer.json().catch(() => undefined);
  if (isProblem(body)) return new ProblemError({ ...body, code: body.code ?? `http.${body.status}` }, retryAfter);
  return new ProblemError(
    {
      type: 'about:blank',
      title: answer.statusText || String(answer.status),
      status: answer.status,
      code: `http.${answer.status}`,
    },
    retryAfter,
  );
};
