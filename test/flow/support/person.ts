import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';

/** What came back of a request. */
export interface Answer<Body = Record<string, never>> {
  status: number;
  body: Body;
  etag: string | null;
  position: string | null;
}

/** Somebody at the doors: sends commands and queries as one person, and sees what he has done himself. */
export interface Person {
  get<Body>(path: string): Promise<Body>;
  /** A command that must succeed. */
  post<Body = { id: string; version: number }>(path: string, body: unknown, options?: Options): Promise<Answer<Body>>;
  put<Body = { id: string; version: number }>(path: string, body: unknown, options?: Options): Promise<Answer<Body>>;
  /** A request whatever comes of it. */
  send<Body>(method: string, path: string, body?: unknown, options?: Options): Promise<Answer<Body>>;
}

export interface Options {
  key?: string;
  ifMatch?: number;
}

/** Everybody of one test shares what has been seen: a query waits for every command before it. */
export class Doors {
  private readonly positions = new Map<string, number>();
  constructor(private readonly url: string) {}

  /** @param credentials headers that say who it is */
  as(credentials: Record<string, string>): Person {
    const send: Person['send'] = async (method, path, body, options = {}) => {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          ...credentials,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(method !== 'GET' && { 'Idempotency-Key': options.key ?? randomUUID() }),
          ...(options.ifMatch !== undefined && { 'If-Match': `"${options.ifMatch}"` }),
          ...(method === 'GET' && this.positions.size > 0 && { 'Dossier-Position': this.vector() }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const position = response.headers.get('dossier-position');
      if (method !== 'GET' && position) this.saw(position);
      const text = await response.text();
      return {
        status: response.status,
        body: (text ? JSON.parse(text) : {}) as never,
        etag: response.headers.get('etag'),
        position,
      };
    };
    const must = async (method: string, path: string, body: unknown, options?: Options) => {
      let answer = await send<never>(method, path, body, options);
      // A view that has not heard yet of what this person did says so, and that it is to be asked again.
      if (method === 'GET' && isBehind(answer))
        answer = await eventually(async () => {
          const again = await send<never>(method, path, body, options);
          return isBehind(again) ? undefined : again;
        });
      if (answer.status >= 300)
        throw new Error(`${method} ${path} → ${answer.status}\n${JSON.stringify(answer.body, null, 2)}`);
      return answer;
    };
    return {
      send,
      post: (path, body, options) => must('POST', path, body, options),
      put: (path, body, options) => must('PUT', path, body, options),
      get: async (path) => (await must('GET', path, undefined)).body,
    };
  }

  private saw(header: string): void {
    for (const part of header.split(',')) {
      const [service, position] = part.trim().split('=') as [string, string];
      this.positions.set(service, Math.max(this.positions.get(service) ?? 0, Number(position)));
    }
  }

  private vector(): string {
    return [...this.positions].map(([service, position]) => `${service}=${position}`).join(', ');
  }
}

const isBehind = ({ body }: { body: { code?: string } }): boolean => body.code?.endsWith('.view-behind') === true;
