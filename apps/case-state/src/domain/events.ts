import type { StoredEvent } from '#contracts';
import type { RecomputationEvent } from './calendar/recomputation.js';
import type { CaseEvent } from './case/case.events.js';
import type { InquiryEvent } from './inquiry/inquiry.events.js';
import type { LeadEvent } from './lead/lead.js';
import type { NumberEvent } from './number/number.js';
import type { MachineClientEvent } from './person/machine-client.js';
import type { PersonEvent } from './person/person.js';
import type { SessionEvent } from './person/session.js';
import type { RelationEvent } from './relation/relation.js';
import type { CalendarEvent, ProcedureEvent } from './procedure/procedure.events.js';

/** Everything that this service's log can hold. */
export type CaseStateEvent =
  | InquiryEvent
  | CaseEvent
  | LeadEvent
  | NumberEvent
  | PersonEvent
  | RelationEvent
  | SessionEvent
  | MachineClientEvent
  | ProcedureEvent
  | CalendarEvent
  | RecomputationEvent;

/** One of them as it is stored. */
export type Stored<Type extends CaseStateEvent['type'] = CaseStateEvent['type']> = {
  [T in Type]: StoredEvent<T, Extract<CaseStateEvent, { type: T }>['data']>;
}[Type];

/** A stored event as one of this service's own: its log holds no others. */
export const ofThisLog = (event: StoredEvent): Stored => event as Stored;
