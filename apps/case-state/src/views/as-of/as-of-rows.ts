import type { AsOfRow, LocalizedText, StepDefinition, Uuid } from '#contracts';
import type { RowGroup, RowThen } from '#service-kit';
import type { AddresseeState, CaseState, RfiState } from '../../domain/case/case.state.js';
import type { InquiryParts } from '../../domain/as-of/fold-inquiry.js';
import { presentMembers, type InquiryState } from '../../domain/inquiry/inquiry.state.js';
import { openStepsOneByOne } from '../../domain/procedure/engine/open-steps.js';
import { inEach } from '../../domain/procedure/engine/sentences.js';
import type { Rules, TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { remembered } from '../../domain/remembered.js';

/** What the rows rest on besides the fold. */
export interface AsOfParts {
  /** The day of effect that is looked at. */
  day: string;
  rulesOf(state: CaseState): Rules;
  /** Name of a person in the directory. */
  nameOf(person: Uuid): { name: string; invented: boolean };
}

/**
 * The inquiry of a day, one row per thing that can be compared with another day, in groups. Of a state that was asked before, the same groups
 * are given again: whoever folds event by event pays for what an event changed.
 * @param caseId one case of it alone
 */
export function asOfRows(parts: AsOfParts, caseId?: Uuid): (folded: InquiryParts) => RowGroup[] {
  const stepsOf = new Map<Uuid, ReturnType<typeof stepsRows>>();
  const ofSteps = (state: CaseState, team: TeamOnDay): RowThen => {
    const row = stepsOf.get(state.id) ?? stepsRows(parts);
    stepsOf.set(state.id, row);
    return row(state, team);
  };
  const ofCase = remembered((inquiry: InquiryState) => {
    const team: TeamOnDay = { members: presentMembers(inquiry), leads: inquiry.leadId === undefined ? 0 : 1 };
    return remembered((state: CaseState) => [stageRow(state), ofSteps(state, team)]);
  });
  const ofClocks = remembered(
    (state: CaseState) => clockRows(state, parts),
    ({ clocks }) => clocks,
  );
  const ofRfi = remembered(rfiRows(replyRows()));
  const ofTeam = remembered((inquiry: InquiryState) =>
    presentMembers(inquiry).map((member) => memberRow(member, parts)),
  );
  return ({ inquiry, cases: all }) => {
    if (!inquiry) return [];
    const cases = all.filter((state) => caseId === undefined || state.id === caseId);
    return [
      ...cases.flatMap((state) => [ofCase(inquiry)(state), ofClocks(state)]),
      ...cases.flatMap((state) => Object.values(state.rfis).map(ofRfi)),
      ...(caseId === undefined ? [ofTeam(inquiry)] : []),
    ];
  };
}

function memberRow({ person, role, since }: ReturnType<typeof presentMembers>[number], parts: AsOfParts): RowThen {
  const { name, invented } = parts.nameOf(person);
  return {
    group: 'team',
    key: `member-${person}`,
    label: { en: name },
    invented,
    value: { code: 'member', params: { role, since } },
  };
}

const rowOf = (state: CaseState, key: string, value: AsOfRow['value']): RowThen => ({
  group: 'cases',
  key: `${key}-${state.id}`,
  label: { en: state.number },
  invented: isInvented(state),
  value,
});

const stageRow = (state: CaseState): RowThen =>
  rowOf(state, 'case', {
    code: 'case-stage',
    params: {
      stage: state.stageTitle,
      since: state.stageSince,
      procedure: state.procedureTitle,
      ...(state.closing && { closing: state.closing }),
    },
  });

/** The steps that are open on a case, of one state after another: as long as they are the same ones, so is the row. */
function stepsRows(parts: AsOfParts): (state: CaseState, team: TeamOnDay) => RowThen {
  const openSteps = openStepsOneByOne();
  const ofOpen = remembered(
    ({ state, open }: { state: CaseState; open: StepDefinition[] }) =>
      rowOf(state, 'open-steps', {
        code: 'open-steps',
        params: { count: open.length, steps: joined(open.map((step) => step.title)) },
      }),
    ({ open }) => open,
  );
  return (state, team) =>
    ofOpen({ state, open: openSteps(parts.rulesOf(state), { case: state, team, day: parts.day }) });
}

const clockRows = (state: CaseState, parts: AsOfParts): RowThen[] =>
  Object.values(state.clocks).map((clock): RowThen => ({
    group: 'clocks',
    key: `clock-${clock.clock}-${state.id}`,
    label: clock.title,
    invented: isInvented(state),
    value: {
      // A clock on which nothing hangs runs out without an event: that it is past is said by the day.
      code: `clock-${clock.state === 'running' && clock.end !== null && clock.end < parts.day ? 'lapsed' : clock.state}`,
      params: {
        case: { en: state.number },
        ...(clock.subject !== undefined && { subject: clock.subject }),
        ...(clock.end !== null && { end: clock.end }),
        ...(clock.endedOn !== undefined && { endedOn: clock.endedOn }),
      },
    },
  }));

type ReplyRow = (rfi: RfiState, id: Uuid, addressee: AddresseeState) => RowThen;

const rfiRows =
  (replyRow: ReplyRow) =>
  (rfi: RfiState): RowThen[] => {
    const addressees = Object.entries(rfi.addressees);
    const replied = addressees.filter(([, addressee]) => addressee.state === 'in' || addressee.state === 'late');
    return [
      {
        group: 'rfis',
        key: `rfi-${rfi.id}`,
        label: rfi.subject,
        invented: isInvented(rfi),
        value: {
          code: 'rfi-replies',
          params: { number: rfi.number, in: replied.length, asked: addressees.length, limit: rfi.limit },
        },
      },
      ...addressees.map(([id, addressee]) => replyRow(rfi, id, addressee)),
    ];
  };

/** Of a reply and the request that it is to, the same row again as long as both say the same: a request has a hundred replies, and each event one. */
function replyRows(): ReplyRow {
  const made = new WeakMap<AddresseeState, { number: number; limit: string; row: RowThen }>();
  return (rfi, id, addressee) => {
    const known = made.get(addressee);
    if (known?.number === rfi.number && known.limit === rfi.limit) return known.row;
    const row: RowThen = {
      group: 'replies',
      key: `reply-${id}`,
      label: { en: addressee.name },
      invented: isInvented(addressee),
      value: replyValue(rfi, addressee),
    };
    made.set(addressee, { number: rfi.number, limit: rfi.limit, row });
    return row;
  };
}

function replyValue(rfi: RfiState, addressee: AddresseeState): AsOfRow['value'] {
  const { number, limit } = rfi;
  const on = addressee.repliedOn ?? '';
  switch (addressee.state) {
    case 'asked':
      return { code: 'reply-running', params: { number, limit } };
    case 'in':
      return { code: 'reply-in', params: { number, limit, on } };
    case 'late':
      return { code: 'reply-late', params: { number, limit, on, workingDays: addressee.workingDaysLate ?? 0 } };
    case 'overdue':
      return { code: 'reply-overdue', params: { number, limit } };
    case 'waived':
      return { code: 'reply-waived', params: { number, limit } };
  }
}

const isInvented = ({ provenance }: { provenance?: { standing: string } }): boolean =>
  provenance !== undefined && ['invented', 'hypothetical', 'synthetic'].includes(provenance.standing);

const joined = (texts: LocalizedText[]): LocalizedText => {
  const all = (words: string[]): string => words.join(', ');
  return inEach(texts, { en: all, fr: all });
};
