import { asNumber, type OpenInquiry } from '#contracts';
import {
  actingAs,
  mayBackdate,
  originOf,
  roleInAuthority,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import { openInquiry } from '../domain/inquiry/inquiry.decide.js';
import { isWalled } from '../domain/inquiry/access.state.js';
import { inquiry } from '../domain/inquiry/inquiry.state.js';
import { lead, takeUp } from '../domain/lead/lead.js';
import { inquiryNumber, reserve } from '../domain/number/number.js';
import { powers } from '../domain/powers.js';
import { isRejected } from '../domain/rejection.js';
import { numberStream } from '../rules/rulebook.js';
import { leadAtHand } from './lead-at-hand.js';
import { rolesIn } from './roles-in-directory.js';

/** Opens an inquiry and gives out its number, in one append. */
export async function openInquiryFor(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  body: OpenInquiry,
): Promise<CommandOutcome> {
  const { runtime, directory } = doors;
  const role = roleInAuthority(reader, powers.openInquiry);
  const rolesOf = await rolesIn(directory);
  if (body.leadId !== undefined) await leadAtHand(runtime, body.leadId);
  return runtime.commands.run(
    {
      operation: 'inquiry.open',
      origin: originOf(actingAs(reader, role), headers),
      request: body,
      effective: body,
      mayBackdate: mayBackdate(role),
    },
    async (act) => {
      const { effectiveOn: _, backdatingReason: __, ...opened } = body;
      const matter = await act.load(inquiry, act.newId, { subject: true });
      const called = asNumber(body.number);
      const number = await act.load(inquiryNumber, numberStream(called));
      // An earlier version gave numbers out as they were sent.
      const asSent = await runtime.commands.state(inquiryNumber, numberStream(body.number));
      const numberTaken = [number, asSent].some(({ state }) => state.holder !== undefined);
      const from = body.leadId === undefined ? undefined : await act.load(lead, body.leadId);
      // Taken up by an inquiry that a wall keeps from the reader, it is not there: what it tells is what that inquiry is about.
      const other = from?.state.inquiryId;
      const hidden = other !== undefined && isWalled(await doors.inquiryHistory(other), reader.person);
      const known = from && (hidden ? lead.initial : from.state);
      const decided = openInquiry(
        { ...opened, number: called, inquiryId: act.newId, roles: reader.roles },
        { numberTaken, ...(known && { lead: known }), rolesOf },
      );
      if (isRejected(decided)) return decided;
      act.add(matter, decided);
      act.add(number, reserve(called, act.newId));
      if (from) act.add(from, takeUp(from.id, act.newId));
      return undefined;
    },
  );
}
