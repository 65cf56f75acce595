import { randomUUID } from 'node:crypto';
import type { Uuid } from '#contracts';
import { type Closing, looking } from './looking.js';
import type { Queryable } from './postgres-directory.js';
import type { Milliseconds } from './our-tokens.js';

/** A sign-in that has not been ended: what an administrator sees of it. */
export interface RunningSession {
  id: Uuid;
  person: Uuid;
  /** The issuer's own name of the session (`sid`), by which it can end it (OpenID Connect Back-Channel Logout 1.0 §2.1). */
  issuerSession?: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** When its token was last renewed: it was used then, and perhaps up to ten minutes longer. */
  seenAt: number;
  /** However often its token is renewed, it ends then. */
  endsAt: number;
  /** What the browser says it is (`User-Agent`), by which a person knows their own sessions apart. */
  agent?: string;
}

/** A session as it begins. */
export type BegunSession = Omit<RunningSession, 'id' | 'seenAt'>;

/** Longer than a browser's name is nobody's need, in characters. */
const AGENT_LENGTH = 300;

/** Which sessions to end: one, all of a person, or those that an issuer's session began. */
export type SessionsOf = { session: Uuid } | { person: Uuid; issuerSession?: string } | { issuerSession: string };

/** What every service asks of each request and each stream: whether the session behind it was ended. */
export interface EndedSessions {
  hasEnded(session: Uuid): boolean;
  /** Calls once when it ends. @returns a function that stops listening */
  onEnd(session: Uuid, then: () => void): () => void;
}

/** The sessions of an installation, kept where they are issued: by case-state. */
export interface SessionRegister extends EndedSessions {
  begin(session: BegunSession): Promise<Uuid>;
  /** Asked before a token is renewed, and noted as a sign of life: exact, not from memory. */
  runs(session: Uuid): Promise<boolean>;
  /** Newest first: of one person, or of all. */
  running(person?: Uuid): Promise<RunningSession[]>;
  /** Whose these sessions are, and whether they still run; what was forgotten since is not among them. */
  lookUp(sessions: readonly Uuid[]): Promise<Map<Uuid, { person: Uuid; runs: boolean }>>;
  /** Those that were ended in the last eleven minutes. */
  ended(): Promise<Uuid[]>;
  /** What has been ended already is not ended again. @returns those that were ended now */
  end(which: SessionsOf): Promise<Uuid[]>;
}

/**
 * A token holds ten minutes and is not renewed once its session has ended: an end need not be remembered for longer. A minute
 * more, for clocks that differ.
 */
export const REMEMBERED_MS = 11 * 60_000;

/** The ends that this process has heard of, and who listens for one. */
export class KnownEnds implements EndedSessions {
  private readonly ends = new Map<Uuid, number>();
  private readonly listeners = new Map<Uuid, Set<() => void>>();

  constructor(private readonly now: Milliseconds = Date.now) {}

  hasEnded(session: Uuid): boolean {
    return this.ends.has(session);
  }

  onEnd(session: Uuid, then: () => void): () => void {
    if (this.ends.has(session)) then();
    const waiting = this.listeners.get(session) ?? new Set();
    this.listeners.set(session, waiting.add(then));
    return () => {
      waiting.delete(then);
      if (waiting.size === 0 && this.listeners.get(session) === waiting) this.listeners.delete(session);
    };
  }

  all(): Uuid[] {
    this.forget();
    return [...this.ends.keys()];
  }

  heard(sessions: readonly Uuid[]): void {
    const now = this.now();
    this.forget();
    for (const session of sessions) {
      if (this.ends.has(session)) continue;
      this.ends.set(session, now);
      const waiting = this.listeners.get(session);
      this.listeners.delete(session);
      for (const then of waiting ?? []) then();
    }
  }

  private forget(): void {
    const until = this.now() - REMEMBERED_MS;
    for (const [session, at] of this.ends) if (at < until) this.ends.delete(session);
  }
}

/** Sessions that live as long as the process. */
export function memorySessions(now: Milliseconds = Date.now): SessionRegister {
  const known = new KnownEnds(now);
  const running = new Map<Uuid, RunningSession>();
  const owners = new Map<Uuid, Uuid>();
  return {
    hasEnded: (session) => known.hasEnded(session),
    onEnd: (session, then) => known.onEnd(session, then),
    async begin(session) {
      const id = randomUUID();
      running.set(id, { id, ...cut(session), seenAt: session.startedAt });
      owners.set(id, session.person);
      return id;
    },
    async runs(session) {
      const one = running.get(session);
      if (one) one.seenAt = now();
      // One that this process has not begun is not known to have ended either.
      return !known.hasEnded(session);
    },
    ended: async () => known.all(),
    running: async (person) =>
      [...running.values()]
        .filter((one) => one.endsAt > now() && (person === undefined || one.person === person))
        .toReversed(),
    lookUp: async (sessions) =>
      new Map(
        sessions.flatMap((id) => {
          const person = owners.get(id);
          const runs = (running.get(id)?.endsAt ?? 0) > now();
          return person === undefined ? [] : [[id, { person, runs }] as const];
        }),
      ),
    async end(which) {
      const ended = [...running.values()].filter((one) => isOneOf(one, which)).map(({ id }) => id);
      for (const id of ended) running.delete(id);
      known.heard(ended);
      return ended;
    },
  };
}

const cut = (session: BegunSession): BegunSession => ({
  ...session,
  ...(session.agent !== undefined && { agent: session.agent.slice(0, AGENT_LENGTH) }),
});

function isOneOf(one: RunningSession, which: SessionsOf): boolean {
  if ('session' in which) return one.id === which.session;
  if ('person' in which && one.person !== which.person) return false;
  return which.issuerSession === undefined || one.issuerSession === which.issuerSession;
}

/** Creates the table `directory.sessions`; the schema must be there (`migrateDirectory`) and be the role's own. */
export async function migrateSessions(client: Queryable): Promise<void> {
  // In one statement, so that two processes do not make it at once (`if not exists` alone would let them collide).
  await client.query(`do $$ begin
    perform pg_advisory_xact_lock(hashtextextended('dossier-session-migrations', 0));
    create table if not exists directory.sessions (
      id uuid primary key,
      person uuid not null,
      issuer_session text,
      started_at timestamptz not null,
      ends_at timestamptz not null,
      ended_at timestamptz
    );
    alter table directory.sessions add column if not exists agent text;
    alter table directory.sessions add column if not exists seen_at timestamptz;
    create index if not exists sessions_ended on directory.sessions (ended_at) where ended_at is not null;
    create index if not exists sessions_running on directory.sessions (person) where ended_at is null;
  end $$`);
}

/** Sessions in case-state's database, where its instances share them. Call `close` at the end. */
export function postgresSessions(
  database: Queryable,
  report: (error: Error) => void,
): SessionRegister & { close(): Promise<void> } {
  const known = new KnownEnds();
  const ended = async (): Promise<Uuid[]> => {
    const { rows } = await database.query(
      `select id from directory.sessions where ended_at > now() - make_interval(secs => $1)`,
      [REMEMBERED_MS / 1000],
    );
    return rows.map(({ id }) => id as Uuid);
  };
  const look = looking(async () => known.heard(await ended()), report);
  return {
    hasEnded: (session) => known.hasEnded(session),
    onEnd: (session, then) => known.onEnd(session, then),
    close: look.close,
    ended,
    async begin(session) {
      const { person, issuerSession, startedAt, endsAt, agent } = cut(session);
      const id = randomUUID();
      // What is over by itself is of no more use to anybody here; who signed in when is in the log of the process.
      await database.query(`delete from directory.sessions where ends_at < now() - interval '1 day'`);
      await database.query(
        `insert into directory.sessions (id, person, issuer_session, started_at, seen_at, ends_at, agent)
         values ($1, $2, $3, to_timestamp($4), to_timestamp($4), to_timestamp($5), $6)`,
        [id, person, issuerSession ?? null, startedAt / 1000, endsAt / 1000, agent ?? null],
      );
      return id;
    },
    async runs(session) {
      const { rows } = await database.query(
        'update directory.sessions set seen_at = now() where id = $1 and ended_at is null returning id',
        [session],
      );
      return rows.length > 0;
    },
    async running(person) {
      const { rows } = await database.query(
        `select id, person, issuer_session, started_at, coalesce(seen_at, started_at) as seen_at, ends_at, agent
           from directory.sessions
          where ended_at is null and ends_at > now() and ($1::uuid is null or person = $1)
          order by started_at desc, id`,
        [person ?? null],
      );
      return rows.map((row) => ({
        id: row['id'] as Uuid,
        person: row['person'] as Uuid,
        ...(row['issuer_session'] !== null && { issuerSession: row['issuer_session'] as string }),
        startedAt: (row['started_at'] as Date).getTime(),
        seenAt: (row['seen_at'] as Date).getTime(),
        endsAt: (row['ends_at'] as Date).getTime(),
        ...(row['agent'] !== null && { agent: row['agent'] as string }),
      }));
    },
    async lookUp(sessions) {
      const { rows } = await database.query(
        `select id, person, ended_at is null and ends_at > now() as runs
           from directory.sessions where id = any($1::uuid[])`,
        [sessions],
      );
      return new Map(
        rows.map((row) => [row['id'] as Uuid, { person: row['person'] as Uuid, runs: row['runs'] as boolean }]),
      );
    },
    async end(which) {
      const { rows } = await database.query(
        `update directory.sessions set ended_at = now()
          where ended_at is null
            and ($1::uuid is null or id = $1)
            and ($2::uuid is null or person = $2)
            and ($3::text is null or issuer_session = $3)
          returning id`,
        [
          'session' in which ? which.session : null,
          'person' in which ? which.person : null,
          'issuerSession' in which ? (which.issuerSession ?? null) : null,
        ],
      );
      const ended = rows.map(({ id }) => id as Uuid);
      known.heard(ended);
      return ended;
    },
  };
}

/**
 * What another service (case-state) has ended, asked of it again and again. While it is away nothing new is heard: a session
 * whose end was not heard holds until its token does, ten minutes at most, and nobody renews it.
 * @param ask the ids of the sessions that were ended in the last eleven minutes
 */
export function remoteEnds(ask: () => Promise<Uuid[]>, report: (error: Error) => void): EndedSessions & Closing {
  const known = new KnownEnds();
  const look = looking(async () => known.heard(await ask()), report);
  return {
    hasEnded: (session) => known.hasEnded(session),
    onEnd: (session, then) => known.onEnd(session, then),
    close: look.close,
  };
}
