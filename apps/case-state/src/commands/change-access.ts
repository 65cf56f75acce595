import { asNumber, type ChallengeAccess, type Decision, type Uuid } from '#contracts';
import { endOfDay } from '#legal-clock';
import {
  actingAs,
  notFound,
  originOf,
  record,
  roleInAuthority,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { challengeAccess, type AccessFacts } from '../domain/inquiry/access.decide.js';
import { isWalled } from '../domain/inquiry/access.state.js';
import type { TeamFacts } from '../domain/inquiry/inquiry.decide.js';
import type { InquiryEvent } from '../domain/inquiry/inquiry.events.js';
import { inquiry, inquiryOn, type InquiryHistory } from '../domain/inquiry/inquiry.state.js';
import { inquiryNumber } from '../domain/number/number.js';
import { powers } from '../domain/powers.js';
import { numberStream } from '../rules/rulebook.js';
import { casesOf } from './change-team.js';
import { inOwnRole } from './in-own-role.js';
import { rolesIn } from './roles-in-directory.js';

/** One of the acts of a team on who else may see its inquiry, and who may not. They take effect today: access is a matter of the present. */
export async function changeAccess(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  change: {
    operation: string;
    inquiryId: Uuid;
    request: unknown;
    decide(
      history: InquiryHistory,
      facts: AccessFacts & { by: Uuid } & Pick<TeamFacts, 'cases'>,
    ): Decision<InquiryEvent>;
  },
): Promise<CommandOutcome> {
  const { operation, inquiryId, request } = change;
  const rolesOf = await rolesIn(doors.directory);
  const { timeZone } = doors.runtime.clock;
  return inOwnRole(doors, { reader, headers }, inquiryId, { operation, request }, async (act, { matter, role }) => {
    const { now, today, newId } = act;
    const endOf = (day: string) => endOfDay(day, timeZone);
    const cases = await casesOf(doors, act, matter.state);
    const facts = { role, rolesOf, now, today, newId, endOf, by: reader.person, cases };
    return record(act, matter, change.decide(matter.state, facts));
  });
}

/**
 * Takes access to an inquiry without having been given it. What does not exist and what the person is walled off from are answered alike,
 * after the same reading.
 * @throws Problem not-found; Rejected
 */
export async function challengeAccessTo(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  body: ChallengeAccess,
): Promise<CommandOutcome> {
  const { runtime } = doors;
  const inquiryId = 'inquiryId' in body ? body.inquiryId : await numbered(doors, body.number);
  const mustBeThere = (history: InquiryHistory): void => {
    if (!inquiryOn(history) || isWalled(history, reader.person)) throw notFound(NOT_THERE);
  };
  mustBeThere(await doors.inquiryHistory(inquiryId));
  const role = roleInAuthority(reader, powers.challengeAccess);
  return runtime.commands.run(
    { operation: 'access.challenge', origin: originOf(actingAs(reader, role), headers), request: body },
    async (act) => {
      const matter = await act.load(inquiry, inquiryId, { hold: true });
      mustBeThere(matter.state);
      const { person, roles } = reader;
      return record(act, matter, challengeAccess(matter.state, { person, roles, reason: body.reason }, act));
    },
  );
}

/** The same words for what is not there and for what is not yours to take. */
const NOT_THERE =
  'There is no such inquiry, or access to it is not yours to take. Its case manager, if there is one, can give you access.';

/** The inquiry that bears a number, as it was sent (so it was recorded before) or in its one way of writing; for one that none bears an id that none has. */
async function numbered({ runtime }: CaseStateDoors, sent: string): Promise<Uuid> {
  // Both are read, whether or not the first is found: what is there takes as long as what is not.
  const found = await Promise.all(
    [sent, asNumber(sent)].map((number) => runtime.commands.state(inquiryNumber, numberStream(number))),
  );
  return found.find(({ state }) => state.holder)?.state.holder ?? numberStream(sent);
}
