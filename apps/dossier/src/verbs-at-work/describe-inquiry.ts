import type { FoldedInquiry } from '#case-state';
import { columns } from '../output.js';

type Rows = string[][];
type CaseState = FoldedInquiry['cases'][number];

/** An inquiry as plain lines: what it is, its team, its cases with their steps, clocks and requests. Persons stand as their ids: the log knows no names. */
export function describeInquiry({ inquiry, cases }: Pick<FoldedInquiry, 'inquiry' | 'cases'>): string[] {
  if (!inquiry) return [];
  return [
    `${inquiry.number}  ${inquiry.title.en}`,
    ...block([
      ['opened', inquiry.openedOn],
      ...(inquiry.unit ? [['unit', inquiry.unit]] : []),
      ...inquiry.members.map(({ role, person, since, until }) => [
        role,
        person,
        until ? `${since} to ${until}` : `since ${since}`,
      ]),
    ]),
    ...cases.flatMap((each) => ['', ...describeCase(each)]),
  ];
}

function describeCase(state: CaseState): string[] {
  const steps: Rows = Object.entries(state.taken)
    .flatMap(([step, taken]) => taken.map(({ on, by }) => [on, step, by]))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  const clocks: Rows = Object.entries(state.clocks).map(([id, clock]) => [id, clock.state, clock.end ?? 'no end yet']);
  return [
    `  ${state.number}  ${state.title.en}`,
    ...block(
      [
        ['procedure', `${state.procedureTitle.en}, version ${state.procedure.version}`],
        ['stage', `${state.stageTitle.en}, since ${state.stageSince}`],
        ...(state.follows ? [['follows', state.follows.number]] : []),
        ...(state.closing ? [['closed', `${state.closedOn ?? ''}: ${state.closing.en}`]] : []),
      ],
      4,
    ),
    ...titled('steps taken', steps),
    ...titled('clocks', clocks),
    ...Object.values(state.rfis).flatMap(describeRequest),
  ];
}

function describeRequest({ number, kind, subject, limit, addressees }: CaseState['rfis'][string]): string[] {
  const asked = Object.values(addressees);
  const replied = asked.filter(({ state }) => state === 'in' || state === 'late').length;
  return titled(
    `RFI ${number}, ${kind}: ${subject.en}; limit ${limit}; ${replied} of ${asked.length} replies`,
    asked.map(({ name, state, repliedOn, workingDaysLate }) => [
      name,
      state === 'late' ? `late by ${workingDaysLate} working days` : state,
      repliedOn ?? '',
    ]),
  );
}

const titled = (title: string, rows: Rows): string[] => (rows.length === 0 ? [] : [`    ${title}`, ...block(rows, 6)]);

const block = (rows: Rows, indent = 2): string[] => columns(rows).map((line) => ' '.repeat(indent) + line);
