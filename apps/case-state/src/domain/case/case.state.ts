import type { Day, Happened, LegalBasis, LocalizedText, Provenance, Uuid } from '#contracts';
import { asItStood } from '#legal-clock';
import type {
  CaseEvent,
  CaseOpened,
  ClocksRecomputed,
  ClockState,
  ExpiryWarningGiven,
  ProcedureMoved,
  ReplyNoted,
  RfiNoted,
  StepTaken,
} from './case.events.js';

export interface TakenStep {
  on: Day;
  /** Its place among all steps taken, from 0: of two steps of one day, which came first. Absent in what was folded before it was kept. */
  nth?: number;
  /** The event that recorded it; absent while it is only being decided. */
  eventId?: Uuid;
  by: Uuid;
  /** Where it is another one than that of the hand that recorded it. */
  role?: string;
  inputs: StepTaken['inputs'];
  provenance?: Provenance;
}

/** How one addressee of a request stands. `waived`: its reply is no longer waited for. */
export interface AddresseeState {
  name: string;
  country: string;
  state: 'asked' | 'in' | 'late' | 'overdue' | 'waived';
  repliedOn?: Day;
  workingDaysLate?: number;
  provenance?: Provenance;
}

export interface RfiState extends Omit<RfiNoted, 'inquiryId' | 'caseId' | 'rfiId' | 'addressees'> {
  id: Uuid;
  addressees: Record<Uuid, AddresseeState>;
}

export interface CaseState {
  id: Uuid;
  inquiryId: Uuid;
  number: string;
  title: LocalizedText;
  question?: LocalizedText;
  basis: LegalBasis[];
  procedure: CaseOpened['procedure'];
  procedureTitle: LocalizedText;
  /** Of a case that was moved to another version: since when. */
  procedureSince?: Day;
  calendar: CaseOpened['calendar'];
  calendars?: CaseOpened['calendars'];
  follows?: { id: Uuid; number: string };
  provenance?: Provenance;
  openedOn: Day;
  stage: string;
  stageTitle: LocalizedText;
  stageSince: Day;
  /** Stages that it has been in, oldest first, the present one last. */
  been: { stage: string; title: LocalizedText; since: Day }[];
  closedOn?: Day;
  /** What the closing step said. */
  closing?: LocalizedText;
  taken: Record<string, TakenStep[]>;
  clocks: Record<string, ClockState>;
  rfis: Record<Uuid, RfiState>;
  complaintsPending: number;
}

/** `undefined` = there is no such case (on that day). */
export type MaybeCase = CaseState | undefined;

/** One event further. Total over the union, reads no rule file; what comes before the opening changes nothing. */
export function evolveCase(state: MaybeCase, event: Happened<CaseEvent>): MaybeCase {
  if (event.type === 'CaseOpened') return opened(event.data, event.effectiveOn);
  if (state === undefined) return undefined;
  switch (event.type) {
    case 'StepTaken':
      return stepTaken(state, event);
    case 'StepRefused':
      return { ...state, clocks: withClocks(state, event.data.clocks) };
    case 'ExpiryWarningGiven':
      return { ...state, clocks: warned(state.clocks, event.data) };
    case 'ClocksRecomputed':
      return recomputed(state, event.data);
    case 'ProcedureMoved':
      return procedureMoved(state, event.data, event.effectiveOn);
    case 'RfiNoted':
      return { ...state, rfis: { ...state.rfis, [event.data.rfiId]: rfiNoted(event.data) } };
    case 'ReplyNoted':
      return replyNoted(state, event.data);
    case 'ReplyOverdueNoted':
      return withAddressee(state, event.data.rfiId, event.data.addresseeId, (addressee) =>
        addressee.state === 'asked' ? { ...addressee, state: 'overdue' } : addressee,
      );
  }
}

function opened(data: CaseOpened, day: Day): CaseState {
  const { inquiryId, caseId, rfiRules: _, ...rest } = data;
  return {
    ...rest,
    id: caseId,
    inquiryId,
    openedOn: day,
    stageSince: day,
    been: [{ stage: data.stage, title: data.stageTitle, since: day }],
    taken: {},
    clocks: {},
    rfis: {},
    complaintsPending: 0,
  };
}

function stepTaken(before: CaseState, event: Happened<CaseEvent> & { type: 'StepTaken' }): CaseState {
  const { data, effectiveOn: on } = event;
  const taken: TakenStep = {
    on,
    nth: Object.values(before.taken).reduce((sum, of) => sum + of.length, 0),
    ...(event.id !== undefined && { eventId: event.id }),
    by: data.hand?.person ?? event.actor.person,
    ...(data.hand && { role: data.hand.role }),
    inputs: data.inputs,
    ...(data.provenance && { provenance: data.provenance }),
  };
  let state: CaseState = {
    ...before,
    taken: { ...before.taken, [data.step]: [...(before.taken[data.step] ?? []), taken] },
    clocks: withClocks(before, data.clocks),
  };
  if (data.toStage !== before.stage)
    state = {
      ...state,
      stage: data.toStage,
      stageTitle: data.toTitle,
      stageSince: on,
      been: [...before.been, { stage: data.toStage, title: data.toTitle, since: on }],
    };
  if (data.reopens !== undefined) state = reopened(state, data.reopens);
  if (data.closes) state = { ...state, closedOn: on, closing: closingWords(data) };
  switch (data.tally) {
    case 'complaint-lodged':
      return { ...state, complaintsPending: state.complaintsPending + 1 };
    case 'complaint-settled':
      return { ...state, complaintsPending: Math.max(0, state.complaintsPending - 1) };
    case 'replies-waived':
      return { ...state, rfis: mapValues(state.rfis, waived) };
    case undefined:
      return state;
  }
}

/** Open again: the closing stays in the history, and is not among what has been done. */
function reopened({ closedOn: _on, closing: _words, ...state }: CaseState, closedBy: string): CaseState {
  return { ...state, taken: { ...state.taken, [closedBy]: state.taken[closedBy]?.slice(0, -1) ?? [] } };
}

/**
 * A clock that was changed since it was reckoned is left as it is: by an act, or the correction of one, that was recorded later, with effect
 * before the corrected list, and reckoned on it already.
 */
function recomputed(state: CaseState, { calendar: pin, clocks }: ClocksRecomputed): CaseState {
  const unchanged = clocks.filter((anew) => {
    const was = state.clocks[anew.clock];
    return was?.revision === anew.revision - 1 && courseOf(was) === courseOf(anew);
  });
  const others = state.calendars?.map((other) => (other.id === pin.id ? pin : other));
  return {
    ...state,
    ...(state.calendar.id === pin.id && { calendar: pin }),
    ...(others && { calendars: others }),
    clocks: withClocks(state, unchanged),
  };
}

/** What a clock's end is reckoned from, the list of holidays left out. */
const courseOf = ({ startedOn, firstStartedOn, period, plus, suspensions, extensions }: ClockState): string =>
  JSON.stringify([
    startedOn,
    firstStartedOn ?? null,
    period,
    plus ?? [],
    suspensions.map(({ from, to }) => [from, to ?? null]),
    extensions.map(({ on, by }) => [on, by]),
  ]);

function procedureMoved(state: CaseState, data: ProcedureMoved, day: Day): CaseState {
  const { calendars: _, ...rest } = state;
  return {
    ...rest,
    procedure: data.to,
    procedureTitle: data.procedureTitle,
    procedureSince: day,
    stageTitle: data.stageTitle,
    ...(data.calendars && { calendars: data.calendars }),
  };
}

/** The words of the `outcome`, where the step asks for one; else what has been done. */
const closingWords = (data: StepTaken): LocalizedText =>
  data.inputs.find((input) => input.id === 'outcome')?.text ?? data.done;

const withClocks = (state: CaseState, clocks: ClockState[]): CaseState['clocks'] =>
  clocks.reduce((all, clock) => ({ ...all, [clock.clock]: clock }), state.clocks);

/** A warning that was given is not given again; one of an end that the clock has no more was of no use, and stands for nothing. */
function warned(clocks: CaseState['clocks'], { clock: id, end, ahead }: ExpiryWarningGiven): CaseState['clocks'] {
  const clock = clocks[id];
  if (clock?.warnings === undefined || clock.end !== end) return clocks;
  return { ...clocks, [id]: { ...clock, warnings: clock.warnings.filter((warning) => warning.ahead !== ahead) } };
}

function rfiNoted({ inquiryId: _inquiry, caseId: _case, rfiId, addressees, ...rest }: RfiNoted): RfiState {
  return {
    ...rest,
    id: rfiId,
    addressees: Object.fromEntries(
      addressees.map(({ addresseeId, ...addressee }) => [addresseeId, { ...addressee, state: 'asked' }]),
    ),
  };
}

const replyNoted = (state: CaseState, data: ReplyNoted): CaseState =>
  withAddressee(state, data.rfiId, data.addresseeId, (addressee) => ({
    ...addressee,
    state: data.late ? 'late' : 'in',
    repliedOn: data.submittedOn,
    workingDaysLate: data.workingDaysLate,
  }));

const waived = (rfi: RfiState): RfiState => ({
  ...rfi,
  addressees: mapValues(rfi.addressees, (addressee) =>
    addressee.state === 'asked' || addressee.state === 'overdue' ? { ...addressee, state: 'waived' } : addressee,
  ),
});

/** A reply to a request that the case does not know of changes nothing: the lane brings the request first. */
function withAddressee(
  state: CaseState,
  rfiId: Uuid,
  addresseeId: Uuid,
  change: (addressee: AddresseeState) => AddresseeState,
): CaseState {
  const rfi = state.rfis[rfiId];
  const addressee = rfi?.addressees[addresseeId];
  if (!rfi || !addressee) return state;
  const addressees = { ...rfi.addressees, [addresseeId]: change(addressee) };
  return { ...state, rfis: { ...state.rfis, [rfiId]: { ...rfi, addressees } } };
}

function mapValues<Value>(record: Record<string, Value>, change: (value: Value) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** All that has been recorded of a case, in the order of recording: what a decision starts from, whatever its day. */
export type CaseHistory = readonly Happened<CaseEvent>[];

interface Folded {
  state: MaybeCase;
  /** Latest day of effect in it. */
  until: Day;
}

/** What was folded before. A history is never changed, so that a command on a case of many years costs what one on a young case does. */
const folded = new WeakMap<CaseHistory, Folded>();
/** Of a history that has not been folded yet: the one that it goes on from. */
const beginnings = new WeakMap<CaseHistory, CaseHistory>();

/** A history with events behind it. */
export function longer(history: CaseHistory, events: readonly Happened<CaseEvent>[]): CaseHistory {
  const next = [...history, ...events];
  beginnings.set(next, history);
  return next;
}

/** The case as it stood at the end of a day (without a day: with everything that is recorded). */
export function caseOn(history: CaseHistory, day?: Day): MaybeCase {
  const whole = wholeOf(history);
  return day === undefined || day >= whole.until
    ? whole.state
    : asItStood(history, day).reduce<MaybeCase>(evolveCase, undefined);
}

function wholeOf(history: CaseHistory): Folded {
  const known = folded.get(history);
  if (known) return known;
  const beginning = beginnings.get(history);
  const before = beginning && folded.get(beginning);
  const whole = (before && goneOn(before, history.slice(beginning.length))) ?? {
    state: asItStood(history).reduce<MaybeCase>(evolveCase, undefined),
    until: history.reduce((latest, { effectiveOn: on }) => (on > latest ? on : latest), ''),
  };
  folded.set(history, whole);
  // Whoever keeps the longer one need not keep all that were shorter.
  beginnings.delete(history);
  return whole;
}

/** Further events, where each takes effect behind what was there; undefined when one belongs in between, or stands for another. */
function goneOn({ state, until }: Folded, events: CaseHistory): Folded | undefined {
  const whole = { state, until };
  for (const event of events) {
    if (event.effectiveOn < whole.until || ('corrects' in event && event.corrects !== undefined)) return undefined;
    whole.state = evolveCase(whole.state, event);
    whole.until = event.effectiveOn;
  }
  return whole;
}
