import type { Day, Happened, Moment, StoredEvent, Uuid } from '#contracts';
import type { CaseEvent } from '../case/case.events.js';
import { evolveCase, type CaseState } from '../case/case.state.js';
import { ofThisLog, type Stored } from '../events.js';
import type { InquiryEvent } from '../inquiry/inquiry.events.js';
import { evolveInquiry, type InquiryState } from '../inquiry/inquiry.state.js';
import { asItStood } from '#legal-clock';

/** As of when: what had been recorded by a moment (default: everything), as far as it had taken effect by the end of a day (default: all of it). */
export interface AsOf {
  recordedUpTo?: Moment | undefined;
  effectiveUpTo?: Day | undefined;
}

/** An inquiry and its cases, after some of their events. */
export interface InquiryParts {
  /** Undefined: nothing of it was there. */
  inquiry: InquiryState | undefined;
  /** Its cases, in the order of their opening. */
  cases: CaseState[];
}

export const nothingYet: InquiryParts = { inquiry: undefined, cases: [] };

/** An inquiry folded from the log alone. */
export interface FoldedInquiry extends InquiryParts {
  /** The events that stand, in the order in which they took effect. */
  events: Stored[];
  /** Position of the last event that had been recorded; 0 when there was none. */
  upToPosition: number;
}

/**
 * Folds an inquiry and its cases as they stood at (recorded, effective): the events recorded by then, corrections applied (the
 * last recorded wins), what took effect later left out, folded in the order of effect.
 * @param events stored events of this service's log, in the order of their positions; those of other inquiries are passed over
 */
export function foldInquiry(events: Iterable<StoredEvent>, inquiryId: Uuid, asOf: AsOf = {}): FoldedInquiry {
  const recorded: Stored[] = [];
  for (const stored of events) {
    const event = ofThisLog(stored);
    if (asOf.recordedUpTo !== undefined && event.recordedAt > asOf.recordedUpTo) continue;
    if ((event.data as { inquiryId?: Uuid }).inquiryId === inquiryId) recorded.push(event);
  }
  const standing = asItStood(recorded, asOf.effectiveUpTo);
  return {
    ...standing.reduce(evolveParts, nothingYet),
    events: standing,
    upToPosition: recorded.reduce((last, event) => Math.max(last, event.position), 0),
  };
}

/** One event further, of the inquiry or of one of its cases. */
export function evolveParts(parts: InquiryParts, event: Stored): InquiryParts {
  const { inquiry, cases } = parts;
  if (isOfInquiry(event)) return { inquiry: evolveInquiry(inquiry, event as unknown as Happened<InquiryEvent>), cases };
  if (!('caseId' in event.data)) return parts;
  const { caseId } = event.data;
  const was = cases.find(({ id }) => id === caseId);
  const is = evolveCase(was, event as unknown as Happened<CaseEvent>);
  if (!is) return parts;
  return { inquiry, cases: was ? cases.map((state) => (state === was ? is : state)) : [...cases, is] };
}

const isOfInquiry = (event: Stored): event is Stored<InquiryEvent['type']> => event.stream.startsWith('inquiry-');
