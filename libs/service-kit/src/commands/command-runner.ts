import { randomUUID } from 'node:crypto';
import type {
  Actor,
  Aggregate,
  Day,
  DomainEvent,
  Happened,
  LocalizedText,
  Moment,
  Rejection,
  StoredEvent,
  Uuid,
} from '#contracts';
import {
  commandIdFrom,
  WrongExpectedVersion,
  fingerprintOf,
  uuid7,
  type AppendRequest,
  type CheckpointMove,
  type Log,
  type NewEvent,
} from '#event-store';
import { BACKDATING_NOT_ALLOWED } from '../acting/backdating.js';
import { SYSTEM } from '../acting/system.js';
import type { ServiceClock } from '../clock/service-clock.js';
import { Rejected } from '../problems/errors.js';
import { isRejection, staleVersion } from './rejected.js';

/** How a command came in: who, under which key, having seen what. */
export interface CommandOrigin {
  actor: Actor;
  onBehalfOf?: Uuid;
  /** The `Idempotency-Key` as it came; absent = a key of its own. */
  idempotencyKey?: string;
  /** Version that the caller had seen (`If-Match`). */
  ifMatch?: number;
  correlation?: Uuid;
  causation?: Uuid;
  /** A reaction's place in its lane, moved in the same commit. */
  checkpoint?: CheckpointMove;
}

/** When a command takes effect, as the caller says. */
export interface Effective {
  effectiveOn?: Day | undefined;
  backdatingReason?: string | undefined;
}

export interface CommandSpec {
  /** Scope of the idempotency key, e.g. `case.take-step`. */
  operation: string;
  origin: CommandOrigin;
  /** Everything that makes two requests the same: route parameters and body. */
  request: unknown;
  effective?: Effective;
  /** Whether this actor may act with effect in the past. Default: refused. */
  mayBackdate?: boolean;
  /**
   * Day of effect of another service's fact, instead of `effective`: what has been decided elsewhere is neither backdated here nor too
   * early, and finds here what had lapsed by its own day, whenever it arrives. Whoever asks for it answers for the day.
   */
  factOf?: Day;
}

/** An aggregate as a decision sees it: folded, with what has lapsed before the day of effect already in. */
export interface Loaded<State> {
  id: Uuid;
  stream: string;
  version: number;
  state: State;
}

export interface Act {
  /** UUIDv5 of the scoped command id: the id of what the command creates. */
  readonly newId: Uuid;
  readonly commandId: Uuid;
  readonly effectiveOn: Day;
  readonly today: Day;
  readonly now: Moment;
  readonly actor: Actor;
  /** Folds a stream. `subject: true` marks the one whose version `If-Match` speaks of and the answer gives (default: the first loaded). */
  load<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    id: Uuid,
    /** `hold`: the decision rests on this stream; the append is refused if it has moved meanwhile. */
    options?: { subject?: boolean; hold?: boolean },
  ): Promise<Loaded<State>>;
  /**
   * Adds decided events to a loaded stream; they are folded in, so a later decision of the same command sees them. What follows from the act
   * by itself comes with a hand and a day of its own.
   */
  add<State, Event extends DomainEvent>(loaded: Loaded<State>, events: (Event & OwnContext)[]): void;
}

/** Where an event departs from the act that it is recorded with. */
export type OwnContext = Pick<NewEvent, 'id' | 'actor' | 'effectiveOn' | 'causation'>;

export interface CommandOutcome {
  id: Uuid;
  version: number;
  /** Position to wait for; `Dossier-Position`. */
  position: number;
  /** Nothing was written now: nothing had to change, or the command had been answered before. */
  unchanged: boolean;
}

/** Deciding again after another writer was first; four such in a row are a hot spot, and the caller hears of it. */
const ATTEMPTS = 4;

/** A short stream is read as quickly as it is asked whether it has grown. */
const WORTH_KEEPING = 50;
const MOST_KEPT = 200;

interface Kept<State> {
  aggregate: unknown;
  state: State;
  version: number;
}

interface Pending {
  stream: string;
  expected: number;
  events: NewEvent[];
}

/**
 * The one way of a command: answered before? → fold → what has lapsed → decide → append, all or nothing.
 */
export class CommandRunner {
  /** Long streams that were acted on last. */
  private readonly kept = new Map<string, Kept<unknown>>();

  constructor(
    private readonly service: string,
    private readonly log: Log,
    private readonly clock: ServiceClock,
  ) {}

  /**
   * @param decide loads what it needs, decides, and adds events; returns a rejection or nothing
   * @throws Rejected, Problem stale-version, and what `Log.append` throws
   */
  async run(spec: CommandSpec, decide: (act: Act) => Promise<Rejection | void>): Promise<CommandOutcome> {
    const { origin } = spec;
    const commandId = commandIdFrom(
      `${this.service}|${spec.operation}|${origin.actor.person}|${origin.idempotencyKey ?? randomUUID()}`,
    );
    const command: AppendRequest['command'] = {
      id: commandId,
      operation: spec.operation,
      fingerprint: fingerprintOf({ operation: spec.operation, request: spec.request ?? null }),
    };
    const newId = commandIdFrom(`created|${commandId}`);
    const answered = await this.answered(command, origin, newId);
    if (answered) return answered;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(spec, command, newId, decide);
      } catch (error) {
        // The same command may have been answered since it was asked above: its twin's answer is the answer, whatever this decision was.
        const twin = await this.answered(command, origin, newId);
        if (twin) return twin;
        // Another writer was first, perhaps on a stream that `If-Match` does not speak of: the next attempt tells whether the subject is stale.
        if (!(error instanceof WrongExpectedVersion) || attempt === ATTEMPTS) throw error;
        // Read anew: what was kept may be of a log that has been put back to an earlier state.
        this.kept.clear();
      }
    }
  }

  private async answered(
    command: AppendRequest['command'],
    origin: CommandOrigin,
    newId: Uuid,
  ): Promise<CommandOutcome | undefined> {
    const answered = await this.log.answerTo(command, origin.actor.person);
    if (!answered) return undefined;
    const subject = answered.streams[0];
    return {
      id: subject ? idOf(subject.stream) : newId,
      version: subject?.version ?? 0,
      position: answered.position,
      unchanged: true,
    };
  }

  private async attempt(
    spec: CommandSpec,
    command: AppendRequest['command'],
    newId: Uuid,
    decide: (act: Act) => Promise<Rejection | void>,
  ): Promise<CommandOutcome> {
    const { origin } = spec;
    const now = await this.clock.now();
    const today = this.clock.dayOf(now);
    const effectiveOn = spec.factOf ?? this.effectiveDay(spec, today);
    const pending: Pending[] = [];
    const folds = new Map<string, { aggregate: Aggregate<unknown, DomainEvent>; loaded: Loaded<unknown> }>();
    let subject: Loaded<unknown> | undefined;

    const fold = (
      loaded: Loaded<unknown>,
      aggregate: Aggregate<unknown, DomainEvent>,
      events: DomainEvent[],
      day: Day,
      actor: Actor,
    ) => {
      for (const event of events)
        loaded.state = aggregate.evolve(loaded.state, { effectiveOn: day, actor, ...event } as Happened);
    };
    const pendingOf = (loaded: Loaded<unknown>): Pending => {
      let found = pending.find((p) => p.stream === loaded.stream);
      if (!found) pending.push((found = { stream: loaded.stream, expected: loaded.version, events: [] }));
      return found;
    };

    const refuseStale = (loaded: Loaded<unknown>): void => {
      if (origin.ifMatch !== undefined && loaded.version !== origin.ifMatch)
        throw staleVersion(origin.ifMatch, loaded.version);
    };

    const act: Act = {
      newId,
      commandId: command.id,
      effectiveOn,
      today,
      now,
      actor: origin.actor,
      load: async (aggregate, id, options) => {
        const stream = `${aggregate.kind}-${id}`;
        const known = folds.get(stream);
        if (known) return known.loaded as never;
        const general = aggregate as unknown as Aggregate<unknown, DomainEvent>;
        const { state, version } = await this.folded(general, stream);
        const loaded: Loaded<unknown> = { id, stream, version, state };
        folds.set(stream, { aggregate: general, loaded });
        if (!subject || options?.subject) subject = loaded;
        // Told at once where the subject is marked: nothing that the decision does besides (a directory, say) may happen for a stale caller.
        if (options?.subject) refuseStale(loaded);
        if (options?.hold) pendingOf(loaded);
        for (const lapse of general.lapses?.(loaded.state, effectiveOn) ?? []) {
          // By its id the act can correct it.
          const events = lapse.events.map((event) => ({ ...event, id: uuid7(), ...lapseContext(stream, lapse) }));
          fold(loaded, general, events, lapse.due, SYSTEM);
          pendingOf(loaded).events.push(...events);
        }
        return loaded as never;
      },
      add: (loaded, events) => {
        const { aggregate } = folds.get(loaded.stream)!;
        fold(loaded as Loaded<unknown>, aggregate, events, effectiveOn, origin.actor);
        // The reason of an act with effect in the past stands in the event: the envelope has no place for it.
        const reason = effectiveOn < today ? spec.effective?.backdatingReason : undefined;
        const recorded = reason
          ? events.map((event) =>
              event.actor ? event : { ...event, data: { ...(event.data as object), backdatingReason: reason } },
            )
          : events;
        pendingOf(loaded as Loaded<unknown>).events.push(...(recorded as NewEvent[]));
      },
    };

    const rejection = await decide(act);
    // Before the rejection: a stale caller must not be refused for a state that he has not seen.
    if (subject) refuseStale(subject);
    if (isRejection(rejection)) throw new Rejected(rejection);

    // The subject stands first: its version is what a repeated command is answered with.
    const streams = [...pending].sort(
      (a, b) => Number(b.stream === subject?.stream) - Number(a.stream === subject?.stream),
    );
    if (subject && streams[0]?.stream !== subject.stream)
      streams.unshift({ stream: subject.stream, expected: subject.version, events: [] });
    const result = await this.log.append({
      command,
      context: {
        actor: origin.actor,
        ...(origin.onBehalfOf && { onBehalfOf: origin.onBehalfOf }),
        correlation: origin.correlation ?? command.id,
        ...(origin.causation && { causation: origin.causation }),
        effectiveOn,
      },
      streams,
      ...(origin.checkpoint && { checkpoints: [origin.checkpoint] }),
    });
    const version = result.streams.find((s) => s.stream === subject?.stream)?.version ?? subject?.version ?? 0;
    const written = streams.some((s) => s.events.length > 0);
    return { id: subject?.id ?? newId, version, position: result.position, unchanged: result.repeated || !written };
  }

  /**
   * Records what has lapsed on one stream by the beginning of `day`, as any later command would have done.
   * @returns the number of events recorded
   */
  async lapse<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    id: Uuid,
    day: Day,
  ): Promise<number> {
    const stream = `${aggregate.kind}-${id}`;
    for (let attempt = 1; ; attempt++) {
      const { state, version } = await this.folded(aggregate, stream);
      const lapses = aggregate.lapses?.(state, day) ?? [];
      const first = lapses[0];
      if (!first) return 0;
      const events = lapses.flatMap((lapse) =>
        lapse.events.map((event) => ({ ...event, ...lapseContext(stream, lapse) }) as NewEvent),
      );
      const commandId = lapseCommand(stream, first);
      try {
        const { repeated } = await this.log.append({
          command: {
            id: commandId,
            operation: 'lapse',
            fingerprint: fingerprintOf({ stream, clock: first.clock, revision: first.revision, due: first.due }),
          },
          context: { actor: SYSTEM, correlation: commandId, effectiveOn: first.due },
          streams: [{ stream, expected: version, events }],
        });
        if (!repeated) return events.length;
      } catch (error) {
        // Somebody acted on the stream meanwhile: what had lapsed is then recorded already, or still to be.
        if (!(error instanceof WrongExpectedVersion) || attempt === ATTEMPTS) throw error;
        this.kept.clear();
        continue;
      }
      // Recorded before. By somebody else in this moment, or the stream's fold does not take in what it brought about.
      if (attempt === ATTEMPTS)
        throw new Error(`${stream}: ${first.clock}, due ${first.due}, is recorded and is still said to be due`);
    }
  }

  /** Folds a stream as it stands, for a query that needs the state itself. */
  async state<State, Event extends DomainEvent>(aggregate: Aggregate<State, Event>, id: Uuid): Promise<Loaded<State>> {
    const stream = `${aggregate.kind}-${id}`;
    const { state, version } = await this.folded(aggregate, stream);
    return { id, stream, version, state };
  }

  /** A stream as it stands: what was folded before, and of the log what has come since. Forgetting all of it changes nothing but time. */
  private async folded<State, Event extends DomainEvent>(
    aggregate: Aggregate<State, Event>,
    stream: string,
  ): Promise<{ state: State; version: number }> {
    const kept = this.kept.get(stream);
    const before = kept?.aggregate === aggregate ? (kept as Kept<State>) : undefined;
    const stored = await this.log.read(stream, before ? { after: before.version } : {});
    const events = stored.map(happened) as Happened<Event>[];
    const start = before?.state ?? aggregate.initial;
    const state = aggregate.evolveAll
      ? aggregate.evolveAll(start, events)
      : events.reduce((folding, event) => aggregate.evolve(folding, event), start);
    const version = stored.at(-1)?.version ?? before?.version ?? 0;
    if (version >= WORTH_KEEPING) {
      this.kept.delete(stream);
      this.kept.set(stream, { aggregate, state, version });
      for (const oldest of this.kept.keys()) {
        if (this.kept.size <= MOST_KEPT) break;
        this.kept.delete(oldest);
      }
    }
    return { state, version };
  }

  private effectiveDay(spec: CommandSpec, today: Day): Day {
    const day = spec.effective?.effectiveOn ?? today;
    const refuse = (code: string, detail: LocalizedText): never => {
      throw new Rejected({
        rejected: true,
        code,
        guard: code,
        detail,
        errors: [{ path: 'effectiveOn', message: detail }],
      });
    };
    if (day > today)
      refuse('effective-in-future', {
        en: `An act cannot take effect in the future: ${day} is after today, ${today}.`,
        fr: `Un acte ne peut pas prendre effet à un jour à venir\u00a0: ${day} est après aujourd’hui, ${today}.`,
      });
    if (day < today) {
      if (!spec.mayBackdate) refuse('backdating-not-allowed', BACKDATING_NOT_ALLOWED);
      if (!spec.effective?.backdatingReason)
        refuse('backdating-without-reason', {
          en: 'An act with effect on an earlier day needs a reason.',
          fr: 'Un acte prenant effet à un jour antérieur doit être motivé.',
        });
    }
    return day;
  }
}

const idOf = (stream: string): Uuid => stream.slice(stream.length - 36);

const lapseCommand = (stream: string, lapse: { clock: string; revision: number; due: Day }): Uuid =>
  commandIdFrom(`lapse|${stream}|${lapse.clock}|${lapse.revision}|${lapse.due}`);

const lapseContext = (stream: string, lapse: { clock: string; revision: number; due: Day }) => ({
  effectiveOn: lapse.due,
  actor: SYSTEM,
  commandId: lapseCommand(stream, lapse),
});

/** A stored event as a domain sees it. */
export const happened = (event: StoredEvent): Happened => ({
  type: event.type,
  data: event.data,
  schemaVersion: event.schemaVersion,
  ...(event.personal && { personal: event.personal }),
  ...(event.corrects && { corrects: event.corrects }),
  effectiveOn: event.effectiveOn,
  actor: event.actor,
  id: event.id,
});
