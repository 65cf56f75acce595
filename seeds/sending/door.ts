import type { ProblemView, Uuid } from '#contracts';
import type { z } from 'zod';

/** How the story gets in: the same doors as everybody's. */
export interface Doors {
  /** Scheme, host and port, without a slash at the end. */
  url: string;
  /** The same as browsers see it: what respondents' requests say that they come from. */
  origin: string;
  /** The administrator whom every new installation has. */
  administrator: Uuid;
  /** An access token of a person. */
  tokenOf(person: Uuid): Promise<string>;
}

/** An act was refused: the story does not fit the rules, or somebody else was at the data. */
export class StoryRefused extends Error {
  override readonly name = 'StoryRefused';
  constructor(
    readonly request: string,
    readonly status: number,
    readonly problem: Partial<z.infer<typeof ProblemView>>,
  ) {
    const faults = (problem.errors ?? []).map(({ path, message }) => `${path}: ${message}`).join('; ');
    super(
      `${request} was refused (${status} ${problem.code ?? ''}): ${problem.detail ?? problem.title ?? ''} ${faults}`.trim(),
    );
  }
}

/** How often a busy door (503) is tried again before it counts as shut. */
const TRIES = 40;

/** Sends requests, remembers how far each log has come by them, and makes queries wait for it. */
export class Sender {
  private readonly positions = new Map<string, number>();
  /** Commands that were answered as new, and those that had been answered before. */
  readonly tally = { commands: 0, repeated: 0 };

  constructor(readonly url: string) {}

  async command<Answer = { id: Uuid }>(
    path: string,
    body: object,
    headers: Record<string, string>,
    method: 'POST' | 'PUT' = 'POST',
  ): Promise<Answer> {
    const response = await this.send(method, path, headers, body);
    const answer = (await response.json()) as Answer & { unchanged?: boolean };
    this.tally.commands += 1;
    if (answer.unchanged) this.tally.repeated += 1;
    return answer;
  }

  /** A query that has seen everything that was sent before it. */
  async query<Answer>(path: string, headers: Record<string, string>): Promise<Answer> {
    const seen = [...this.positions].map(([service, position]) => `${service}=${position}`).join(', ');
    const response = await this.send('GET', path, { ...headers, ...(seen && { 'Dossier-Position': seen }) });
    return (await response.json()) as Answer;
  }

  /** A query of what is known to be there: it waits for nothing. */
  async look<Answer>(path: string, headers: Record<string, string>): Promise<Answer> {
    return (await (await this.send('GET', path, headers)).json()) as Answer;
  }

  /** @throws StoryRefused */
  async send(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(this.url + path, {
        method,
        headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (response.ok) {
        if (method !== 'GET') this.saw(response.headers.get('dossier-position'));
        return response;
      }
      const problem = (await response.json().catch(() => ({}))) as Partial<z.infer<typeof ProblemView>>;
      if (response.status !== 503 || attempt === TRIES)
        throw new StoryRefused(`${method} ${path}`, response.status, problem);
      await new Promise((again) => setTimeout(again, Math.min(1000, 25 * attempt)));
    }
  }

  /** How far a log has come, as an answer said. */
  reached(service: string, position: number | undefined): void {
    if (position !== undefined && position > (this.positions.get(service) ?? 0)) this.positions.set(service, position);
  }

  private saw(header: string | null): void {
    for (const part of header?.split(',') ?? []) {
      const [service, position] = part.trim().split('=');
      if (service) this.reached(service, Number(position));
    }
  }
}
