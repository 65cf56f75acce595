import type { AsOfRow, LocalizedText, Uuid } from '#contracts';
import type { AddresseeState, CaseState, RfiState } from '../../domain/case/case.state.js';
import type { FoldedInquiry } from '../../domain/as-of/fold-inquiry.js';
import type { Stored } from '../../domain/events.js';
import { presentMembers } from '../../domain/inquiry/inquiry.state.js';
import { openSteps } from '../../domain/procedure/engine/explain.js';
import type { Rules, TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { kindOf } from '../kinds.js';

/** What the rows rest on besides the fold. */
export interface AsOfParts {
  /** The day of effect that is looked at. */
  day: string;
  rulesOf(state: CaseState): Rules;
  /** Name of a person in the directory. */
  nameOf(person: Uuid): { name: string; invented: boolean };
  /** Events recorded since that correct others: corrected event → the event that corrects it. */
  correctedBy: ReadonlyMap<Uuid, Uuid>;
}

/**
 * The inquiry of a day, one row per thing that can be compared with another day; each with the events that made it so.
 * @param caseId one case of it alone
 */
export function asOfRows(folded: FoldedInquiry, parts: AsOfParts, caseId?: Uuid): AsOfRow[] {
  const { inquiry } = folded;
  if (!inquiry) return [];
  const cases = folded.cases.filter((state) => caseId === undefined || state.id === caseId);
  const team: TeamOnDay = { members: presentMembers(inquiry), leads: inquiry.leadId === undefined ? 0 : 1 };
  return [
    ...cases.flatMap((state) => caseRows(state, team, folded.events, parts)),
    ...cases.flatMap((state) => Object.values(state.rfis).flatMap((rfi) => rfiRows(rfi, folded.events, parts))),
    ...(caseId === undefined ? presentMembers(inquiry) : []).map(({ person, role, since }): AsOfRow => {
      const { name, invented } = parts.nameOf(person);
      const about = folded.events.filter((event) => isOfMember(event) && event.data.person === person);
      return {
        group: 'team',
        key: `member-${person}`,
        label: { en: name },
        invented,
        value: { code: 'member', params: { role, since } },
        because: chain(about, parts),
      };
    }),
  ];
}

function caseRows(state: CaseState, team: TeamOnDay, events: Stored[], parts: AsOfParts): AsOfRow[] {
  const own = events.filter((event) => 'caseId' in event.data && event.data.caseId === state.id);
  const moved = own.filter(
    (event) =>
      event.type === 'CaseOpened' ||
      event.type === 'ProcedureMoved' ||
      (event.type === 'StepTaken' && event.data.fromStage !== event.data.toStage),
  );
  const open = openSteps(parts.rulesOf(state), { case: state, team, day: parts.day });
  const row = (key: string, value: AsOfRow['value'], because: Stored[]): AsOfRow => ({
    group: 'cases',
    key: `${key}-${state.id}`,
    label: { en: state.number },
    invented: isInvented(state),
    value,
    because: chain(because, parts),
  });
  return [
    row(
      'case',
      {
        code: 'case-stage',
        params: {
          stage: state.stageTitle,
          since: state.stageSince,
          procedure: state.procedureTitle,
          ...(state.closing && { closing: state.closing }),
        },
      },
      moved,
    ),
    row(
      'open-steps',
      { code: 'open-steps', params: { count: open.length, steps: joined(open.map((step) => step.title)) } },
      own.filter(({ type }) => type === 'CaseOpened' || type === 'StepTaken' || type === 'ProcedureMoved'),
    ),
    ...Object.values(state.clocks).map((clock): AsOfRow => ({
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
      because: chain(
        own.filter((event) => touches(event, clock.clock)),
        parts,
      ),
    })),
  ];
}

function rfiRows(rfi: RfiState, events: Stored[], parts: AsOfParts): AsOfRow[] {
  const about = events.filter((event) => 'rfiId' in event.data && event.data.rfiId === rfi.id);
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
      because: chain(
        about.filter((event) => event.type === 'RfiNoted' || event.type === 'ReplyNoted'),
        parts,
      ),
    },
    ...addressees.map(([id, addressee]): AsOfRow => ({
      group: 'replies',
      key: `reply-${id}`,
      label: { en: addressee.name },
      invented: isInvented(addressee),
      value: replyValue(rfi, addressee),
      because: chain(
        about.filter(
          (event) => event.type === 'RfiNoted' || ('addresseeId' in event.data && event.data.addresseeId === id),
        ),
        parts,
      ),
    })),
  ];
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

/** The event that made it so first, then those before it. */
const chain = (events: Stored[], { correctedBy }: AsOfParts): AsOfRow['because'] =>
  events.toReversed().map((event) => {
    const by = correctedBy.get(event.id);
    return {
      position: event.position,
      kind: kindOf(event),
      ...(event.type === 'StepTaken' && { title: event.data.done }),
      effectiveOn: event.effectiveOn,
      recordedAt: event.recordedAt,
      actor: event.onBehalfOf ?? event.actor.person,
      role: event.actor.role,
      ...(by !== undefined && { correctedBy: by }),
    };
  });

/** Whether an event gave a clock what it says: a step, one that was refused, a corrected list of holidays. */
const touches = (event: Stored, clock: string): boolean =>
  (event.type === 'StepTaken' || event.type === 'StepRefused' || event.type === 'ClocksRecomputed') &&
  event.data.clocks.some((touched) => touched.clock === clock);

const isOfMember = (event: Stored): event is Stored<'TeamMemberJoined' | 'ConflictDeclared' | 'TeamMemberLeft'> =>
  event.type === 'TeamMemberJoined' || event.type === 'ConflictDeclared' || event.type === 'TeamMemberLeft';

const isInvented = ({ provenance }: { provenance?: { standing: string } }): boolean =>
  provenance !== undefined && ['invented', 'hypothetical', 'synthetic'].includes(provenance.standing);

const joined = (texts: LocalizedText[]): LocalizedText => ({ en: texts.map((text) => text.en).join(', ') });
