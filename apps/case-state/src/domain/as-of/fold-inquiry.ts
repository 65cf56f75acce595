import type { Day, Happened, Moment, StoredEvent, Uuid } from '#contracts';
import type { CaseEvent } from '../case/case.events.js';
import { evolveCase, type CaseState, type MaybeCase } from '../case/case.state.js';
import { ofThisLog, type Stored } from '../events.js';
import type { InquiryEvent } from '../inquiry/inquiry.events.js';
import { evolveInquiry, type InquiryState, type MaybeInquiry } from '../inquiry/inquiry.state.js';
import { asItStood } from '#legal-clock';

/** As of when: what had been recorded by a moment (default: everything), as far as it had taken effect by the end of a day (default: all of it). */
export interface AsOf {
  recordedUpTo?: Moment | undefined;
  effectiveUpTo?: Day | undefined;
}

/** An inquiry folded from the log alone. */
export interface FoldedInquiry {
  /** Undefined: nothing of it was there. */
  inquiry: InquiryState | undefined;
  /** Its cases, in the order of their opening. */
  cases: CaseState[];
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
  let inquiry: MaybeInquiry;
  const cases = new Map<Uuid, MaybeCase>();
  for (const event of standing) {
    if (isOfInquiry(event)) inquiry = evolveInquiry(inquiry, event as unknown as Happened<InquiryEvent>);
    else if ('caseId' in event.data) {
      const id = event.data.caseId;
      cases.set(id, evolveCase(cases.get(id), event as unknown as Happened<CaseEvent>));
    }
  }
  return {
    inquiry,
    cases: [...cases.values()].filter((state) => state !== undefined),
    events: standing,
    upToPosition: recorded.reduce((last, event) => Math.max(last, event.position), 0),
  };
}

const isOfInquiry = (event: Stored): event is Stored<InquiryEvent['type']> => event.stream.startsWith('inquiry-');
