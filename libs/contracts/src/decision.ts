import type { Actor, StoredEvent } from './envelope.js';
import type { Day, LegalBasis, LocalizedText, Uuid } from './values.js';

/** An event as a domain decides it: a name in the past tense and plain data. */
export interface DomainEvent {
  type: string;
  data: unknown;
  /** Version of the shape of `data`; default 1. */
  schemaVersion?: number;
  personal?: Record<Uuid, Record<string, string>>;
  corrects?: Uuid;
}

/** What `evolve` sees of an event, stored or about to be: its fact, its day, its hand. Never its position: two times would fold differently. */
export type Happened<Event extends DomainEvent = DomainEvent> = Event extends DomainEvent
  ? Event & { effectiveOn: Day; actor: Actor; id?: Uuid }
  : never;

/** Why a command is refused: a value, never an exception, of a union that each domain closes. */
export interface Rejection<Code extends string = string> {
  rejected: true;
  /** Stable; becomes `<service>.<code>` in the problem document. */
  code: Code;
  /** The guard that refused, where there is one. */
  guard?: string;
  basis?: LegalBasis[];
  /** One sentence that says what was wrong. */
  detail: LocalizedText;
  /** What would open the way. */
  first?: string[];
  /** Each thing that was wrong, where there are several; a plain text is English. */
  errors?: { path: string; message: LocalizedText | string }[];
  /** Only where it is not 409. */
  status?: 400 | 403 | 404 | 409;
}

/** What a decision gives: events (none = nothing had to change), or a rejection. */
export type Decision<Event extends DomainEvent, Code extends string = string> = Event[] | Rejection<Code>;

/** Something that the passing of time brings about: appended before any later act, or earlier by a timer. */
export interface Lapse<Event extends DomainEvent = DomainEvent> {
  /** Names the clock within its stream, e.g. `limit`, `phase-1`. */
  clock: string;
  /** Changes when the clock is moved: the same lapse is recorded once. */
  revision: number;
  /** The day that it takes effect on; it has lapsed before a day D when `due` < D or = D by the clock's own rule. */
  due: Day;
  events: Event[];
}

/** The two pure functions of an aggregate, and what time does to it. */
export interface Aggregate<State, Event extends DomainEvent> {
  /** First part of the stream's name: `case` for `case-0190…`. */
  kind: string;
  initial: State;
  evolve(state: State, event: Happened<Event>): State;
  /** The same for many at once, where that costs less. */
  evolveAll?(state: State, events: readonly Happened<Event>[]): State;
  /** What has come about by the beginning of `day`, oldest first. */
  lapses?(state: State, day: Day): Lapse<Event>[];
}

/** Whether a stored event stands for another one. */
export type Correcting = Pick<StoredEvent, 'id' | 'corrects' | 'position' | 'effectiveOn'>;
