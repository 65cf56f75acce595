import {
  roleInFrench,
  rolesInFrench,
  type Day,
  type Decision,
  type LocalizedText,
  type Provenance,
  type Role,
  type Uuid,
} from '#contracts';
import { dayInWords } from '#legal-clock';
import { laterStepUnlawful, type CaseFacts } from '../case/case.decide.js';
import type { CaseHistory } from '../case/case.state.js';
import type { LeadState } from '../lead/lead.js';
import { mayDo, powers } from '../powers.js';
import { firstUndone } from '../procedure/engine/later-steps.js';
import { inEach } from '../procedure/engine/sentences.js';
import { isRejected, reject } from '../rejection.js';
import { isWalled, standingWall, accessIn } from './access.state.js';
import type { Conflict, InquiryEvent } from './inquiry.events.js';
import type { InquiryRejection } from './inquiry.rejections.js';
import {
  inquiryOn,
  presentMembers,
  teamOn,
  type InquiryHistory,
  type InquiryState,
  type Member,
} from './inquiry.state.js';
import { wallRaised } from './wall.js';

type Decided = Decision<InquiryEvent, InquiryRejection>;

/** What the directory says of a person: the roles held in the authority; undefined = nobody there has this id. */
export type RolesOf = (person: Uuid) => readonly string[] | undefined;

export interface OpenInquiryCommand {
  inquiryId: Uuid;
  number: string;
  title: LocalizedText;
  lede?: LocalizedText;
  leadId?: Uuid;
  unit?: string;
  provenance?: Provenance;
  team: { person: Uuid; role: Role; conflict: Conflict }[];
  /** Roles that the acting person holds in the authority. */
  roles: readonly string[];
}

/** Takes up a matter, with its first team. */
export function openInquiry(
  command: OpenInquiryCommand,
  facts: { numberTaken: boolean; /** Of the lead that is named. */ lead?: LeadState; rolesOf: RolesOf },
): Decided {
  const { team, roles, ...opened } = command;
  if (!mayDo('openInquiry', roles))
    return notYourRole({ en: 'Opening an inquiry', fr: 'L’ouverture d’une enquête' }, 'openInquiry');
  if (facts.numberTaken)
    return reject('number-taken', {
      en: `The number ${opened.number} has been given out; a number is never used again.`,
      fr: `Le numéro ${opened.number} est déjà attribué\u00a0; un numéro n’est jamais réutilisé.`,
    });
  if (command.leadId !== undefined && !facts.lead?.noted)
    return reject(
      'lead-unknown',
      { en: 'No lead was registered under this id.', fr: 'Aucun signalement n’a été enregistré sous cet identifiant.' },
      {
        guard: 'lead-registered',
        errors: [{ path: 'leadId', message: 'There is no such lead.' }],
      },
    );
  if (facts.lead?.inquiryId !== undefined && facts.lead.inquiryId !== command.inquiryId)
    return reject(
      'lead-taken',
      {
        en: 'An inquiry has been opened from this lead already; a lead starts one.',
        fr: 'Une enquête a déjà été ouverte à partir de ce signalement\u00a0; un signalement n’en ouvre qu’une.',
      },
      {
        guard: 'lead-taken-once',
        errors: [{ path: 'leadId', message: 'An inquiry has been opened from it.' }],
      },
    );
  if (new Set(team.map((member) => member.person)).size !== team.length)
    return reject(
      'named-twice',
      { en: 'A person stands on the team twice.', fr: 'Une personne figure deux fois dans l’équipe.' },
      { status: 400 },
    );
  const { inquiryId } = opened;
  const joined: InquiryEvent[] = [];
  for (const member of team) {
    const refused = unfit(member, facts.rolesOf);
    if (refused) return refused;
    joined.push({ type: 'TeamMemberJoined', data: { inquiryId, ...member } });
  }
  if (!team.some((member) => mayDo('changeTeam', [member.role]))) return nobodyLeft();
  return [{ type: 'InquiryOpened', data: opened }, ...joined];
}

/** What a change of the team rests on besides the inquiry: who acts, and what was recorded under the team as it was. */
export interface TeamFacts {
  /** Role of the acting person on the team. */
  role: string | undefined;
  rolesOf: RolesOf;
  /** The cases of the inquiry, for an act with effect in the past. */
  cases: ({ history: CaseHistory } & Pick<CaseFacts, 'rules' | 'rulesOf'>)[];
  /** Id of what the command creates. */
  newId: Uuid;
}

export interface TeamCommand {
  person: Uuid;
  effectiveOn: Day;
}

/** Puts a person on the team, or gives a member another role. */
export function joinTeam(
  history: InquiryHistory,
  command: TeamCommand & { role: Role; conflict: Conflict },
  facts: TeamFacts,
): Decided {
  if (!mayDo('changeTeam', [facts.role ?? '']))
    return notYourRole({ en: 'Changing the team', fr: 'La modification de l’équipe' }, 'changeTeam');
  const { person, role, conflict } = command;
  const refused = unfit(command, facts.rolesOf);
  if (refused) return refused;
  if (isWalled(history, person)) return walled();
  return changed(history, command, facts, (state) => {
    const member = memberOf(state, person);
    if (member?.role === role && member.conflict === conflict) return [];
    if (member?.role === role) return [{ type: 'ConflictDeclared', data: { inquiryId: state.id, person, conflict } }];
    return [{ type: 'TeamMemberJoined', data: { inquiryId: state.id, person, role, conflict } }];
  });
}

/**
 * Records a member's declaration. One that declares a conflict ends the membership the same day and raises a wall: nobody sees what he may
 * not decide on, by whatever other way.
 */
export function declareConflict(
  history: InquiryHistory,
  command: TeamCommand & { conflict: Conflict; self: boolean },
  facts: TeamFacts,
): Decided {
  if (!command.self && !mayDo('changeTeam', [facts.role ?? '']))
    return notYourRole({ en: 'Declaring for another', fr: 'La déclaration pour autrui' }, 'changeTeam');
  const { person, conflict } = command;
  return changed(history, command, facts, (state) => {
    const member = memberOf(state, person);
    if (!member) return notAMember();
    if (member.conflict === conflict) return [];
    const declared: InquiryEvent = { type: 'ConflictDeclared', data: { inquiryId: state.id, person, conflict } };
    if (conflict !== 'declared') return [declared];
    const reason = 'A conflict of interest was declared.';
    const ended = [declared, left(state, person, reason)];
    if (standingWall(accessIn(history), person)) return ended;
    return [
      ...ended,
      wallRaised({ inquiryId: state.id, wallId: facts.newId, person, cause: 'conflict-declared', reason }),
    ];
  });
}

/** Ends a membership. */
export function leaveTeam(
  history: InquiryHistory,
  command: TeamCommand & { reason: string },
  facts: TeamFacts,
): Decided {
  if (!mayDo('changeTeam', [facts.role ?? '']))
    return notYourRole({ en: 'Changing the team', fr: 'La modification de l’équipe' }, 'changeTeam');
  const { person, reason } = command;
  return changed(history, command, facts, (state) => {
    const member = state.members.find((candidate) => candidate.person === person);
    if (!member) return notAMember();
    if (member.until !== undefined) return [];
    return [left(state, person, reason)];
  });
}

/** The end of a membership as it is recorded. */
export const left = (state: InquiryState, person: Uuid, reason: string): InquiryEvent => ({
  type: 'TeamMemberLeft',
  data: { inquiryId: state.id, person },
  personal: { [person]: { reason } },
});

/** What every change of the team has to keep: its day, somebody in charge, and the steps that were lawful under the team as it was. */
export function changed(
  history: InquiryHistory,
  { effectiveOn, person }: TeamCommand,
  facts: Pick<TeamFacts, 'cases'>,
  change: (state: InquiryState) => Decided,
): Decided {
  const state = inquiryOn(history);
  if (!state) throw new Error('the team of an inquiry is changed after it was opened');
  const decided = change(state);
  if (isRejected(decided) || decided.length === 0) return decided;
  const began = memberOf(state, person)?.since ?? state.openedOn;
  if (effectiveOn < began)
    return reject(
      'before-it-began',
      {
        en: `That cannot take effect on ${dayInWords(effectiveOn)}: it began on ${dayInWords(began)} only.`,
        fr: `Cela ne peut pas prendre effet le ${dayInWords(effectiveOn, 'fr')}\u00a0: le début n’en est que le ${dayInWords(began, 'fr')}.`,
      },
      {
        guard: 'before-it-began',
      },
    );
  const after = [...history, ...decided.map((event) => happening(event, effectiveOn))] as InquiryHistory;
  const then = inquiryOn(after);
  if (then && !presentMembers(then).some((member) => mayDo('changeTeam', [member.role]))) return nobodyLeft();
  for (const { history: course, rules, rulesOf } of facts.cases) {
    const undone = firstUndone(
      rulesOf ?? (() => rules),
      effectiveOn,
      { history: course, teamOn: (day) => teamOn(history, day) },
      { history: course, teamOn: (day) => teamOn(after, day) },
    );
    if (undone) return laterStepUnlawful(undone);
  }
  return decided;
}

const happening = (event: InquiryEvent, effectiveOn: Day) => ({
  ...event,
  effectiveOn,
  actor: { person: '00000000-0000-0000-0000-000000000000', kind: 'system' as const, role: 'system' },
});

/** A present member. */
export const memberOf = (state: InquiryState, person: Uuid): Member | undefined =>
  presentMembers(state).find((member) => member.person === person);

function unfit(
  { person, role, conflict }: { person: Uuid; role: Role; conflict: Conflict },
  rolesOf: RolesOf,
): Exclude<Decided, InquiryEvent[]> | undefined {
  const roles = rolesOf(person);
  if (!roles)
    return reject('person-unknown', {
      en: `Nobody in the directory has the id ${person}.`,
      fr: `Personne dans l’annuaire n’a l’identifiant ${person}.`,
    });
  if (!roles.includes(role))
    return reject('role-not-held', {
      en: `The directory does not give this person the role ${role}.`,
      fr: `L’annuaire ne donne pas à cette personne la fonction\u00a0: ${roleInFrench(role)}.`,
    });
  if (conflict === 'declared')
    return reject(
      'conflict-declared',
      {
        en: 'A person with a declared conflict of interest cannot be on the team.',
        fr: 'Une personne qui a déclaré un conflit d’intérêts ne peut pas faire partie de l’équipe.',
      },
      {
        guard: 'conflict-declared',
      },
    );
  return undefined;
}

/** Whose act it is. */
export const notYourRole = (act: LocalizedText, power: keyof typeof powers) =>
  reject(
    'not-your-role' as const,
    inEach([act], {
      en: ([act]) => `${act} belongs to ${powers[power].join(' or ')}.`,
      fr: ([act]) => `${act} revient à ces fonctions\u00a0: ${rolesInFrench(powers[power])}.`,
    }),
    { status: 403, guard: 'role' },
  );

const notAMember = () =>
  reject('not-a-member' as const, {
    en: 'This person is not on the team.',
    fr: 'Cette personne ne fait pas partie de l’équipe.',
  });

const nobodyLeft = () =>
  reject(
    'nobody-left-in-charge' as const,
    {
      en: `Somebody on the team must be ${powers.changeTeam.join(' or ')}: nobody else may change it. Put one there first.`,
      fr: `Quelqu’un dans l’équipe doit exercer l’une de ces fonctions\u00a0: ${rolesInFrench(powers.changeTeam)}. Personne d’autre ne peut la modifier\u00a0; ajoutez-y d’abord une telle personne.`,
    },
    { guard: 'nobody-left-in-charge' },
  );

export const walled = () =>
  reject(
    'walled' as const,
    {
      en: 'A wall stands between this person and the inquiry. It would have to be lifted first.',
      fr: 'Une cloison sépare cette personne de l’enquête. Elle devrait d’abord être levée.',
    },
    {
      guard: 'no-wall',
      first: ['WallLifted'],
    },
  );
