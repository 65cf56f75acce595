import type { Day, Moment, Uuid } from './values.js';

/** What kind of hand an act came from. `system` is the service itself: a lapse, a reaction. */
export type ActorKind = 'officer' | 'respondent' | 'subscriber' | 'machine' | 'system';

/** Who acted. `person` is an opaque id; the name behind it lives in a directory outside the log. `role` is the role exercised in this act. */
export interface Actor {
  person: Uuid;
  kind: ActorKind;
  role: string;
}

/**
 * One stored event. Settled for ever: every field is part of what is proved and exported.
 * `position` is not part of the proof's entry; the log gives it.
 */
export interface StoredEvent<Type extends string = string, Data = unknown> {
  /** Dense, gapless, in commit order; from 1. */
  position: number;
  /** `<kind>-<uuid>`, e.g. `case-0190…`. */
  stream: string;
  /** From 1, dense per stream. */
  version: number;
  /** UUIDv7. */
  id: Uuid;
  /** Past tense, e.g. `RfiIssued`. */
  type: Type;
  /** Version of the shape of `data`, from 1. */
  schemaVersion: number;
  data: Data;
  /** Personal data, by person id, then by field: the only place for it in an event. */
  personal?: Record<Uuid, Record<string, string>>;
  actor: Actor;
  onBehalfOf?: Uuid;
  correlation: Uuid;
  causation?: Uuid;
  commandId: Uuid;
  /** Assigned by the log under its lock; never falls from one position to the next. */
  recordedAt: Moment;
  /** The day on which the fact took effect in law. */
  effectiveOn: Day;
  /** Id of the event that this one corrects. */
  corrects?: Uuid;
}
