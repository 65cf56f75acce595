import type { OpenInquiry } from '#contracts';
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
  { runtime, directory }: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  body: OpenInquiry,
): Promise<CommandOutcome> {
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
      const number = await act.load(inquiryNumber, numberStream(body.number));
      const from = body.leadId === undefined ? undefined : await act.load(lead, body.leadId);
      const decided = openInquiry(
        { ...opened, inquiryId: act.newId, roles: reader.roles },
        { numberTaken: number.state.holder !== undefined, ...(from && { lead: from.state }), rolesOf },
      );
      if (isRejected(decided)) return decided;
      act.add(matter, decided);
      act.add(number, reserve(body.number, act.newId));
      if (from) act.add(from, takeUp(from.id, act.newId));
      return undefined;
    },
  );
}
