import { ProblemError, problemOf, UnreachableError } from './problem';
import { positionHeader, rememberPosition } from './position';

/** An answer with what its headers say. `version` is the ETag's, for the `If-Match` of a following command. */
export interface Answer<T> {
  data: T;
  version?: number;
  status: number;
}

const fetchOrSay = async (path: string, init: { headers: Record<string, string> } & RequestInit): Promise<Response> => {
  try {
    // What is shown depends on the day and on the reader, the ETag on neither: nothing is taken from the browser's own store.
    // A refusal is told in the language of the page, which need not be the browser's.
    return await fetch(path, {
      credentials: 'same-origin',
      cache: 'no-store',
      ...init,
      headers: { ...init.headers, 'Accept-Language': document.documentElement.lang },
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new UnreachableError(cause);
  }
};

const read = async <T>(answer: Response): Promise<Answer<T>> => {
  if (!answer.ok) throw await problemOf(answer);
  const tag = Number(/"(\d+)"/.exec(answer.headers.get('ETag') ?? '')?.[1]);
  const json = answer.status !== 204 && /json/.test(answer.headers.get('Content-Type') ?? '');
  if (!json && answer.status === 200)
    throw new ProblemError({
      type: 'about:blank',
      title: 'Not the expected answer',
      status: 502,
      code: 'http.unexpected',
    });
  const data = (json ? await answer.json() : undefined) as T;
  return { data, status: answer.status, ...(Number.isSafeInteger(tag) ? { version: tag } : {}) };
};

/**
 * A query. Carries the positions of our own commands.
 * @throws ProblemError when the service refuses, UnreachableError when nothing answers.
 */
export const get = async <T>(path: string, signal?: AbortSignal): Promise<Answer<T>> => {
  const position = positionHeader();
  const headers: Record<string, string> = {
    Accept: 'application/json',
    ...(position ? { 'Dossier-Position': position } : {}),
  };
  return read<T>(await fetchOrSay(path, { headers, ...(signal ? { signal } : {}) }));
};

export interface Command {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  /** The `Idempotency-Key`: one per intent of a person, the same over every retry of it. */
  key: string;
  /** The version that the person was looking at; absent: the service decides on the newest. */
  ifMatch?: number;
}

/**
 * A command. Its answer's position is remembered for the queries that follow.
 * @throws as `get`.
 */
export const send = async <T>({ method, path, body, key, ifMatch }: Command): Promise<Answer<T>> => {
  const headers: Record<string, string> = { Accept: 'application/json', 'Idempotency-Key': key };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (ifMatch !== undefined) headers['If-Match'] = `"${ifMatch}"`;
  const answer = await fetchOrSay(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  rememberPosition(answer.headers.get('Dossier-Position'));
  return read<T>(answer);
};

/** `/path?a=1&b=2`, leaving out what is absent or empty. */
export const withQuery = (path: string, query: Record<string, string | number | boolean | undefined>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
};
