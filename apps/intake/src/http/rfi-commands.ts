import type { ChangeRfi, IssueRfi, PrepareRfi, Uuid, WithdrawRfi } from '#contracts';
import {
  actingAs,
  mayBackdate,
  notFound,
  originOf,
  record,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import type { z } from 'zod';
import { partDraft } from '../directory/draft-contacts.js';
import { askAddressee } from '../domain/addressee/addressee.decide.js';
import { addresseeAggregate } from '../domain/addressee/addressee.state.js';
import { questionnaireAggregate, versionOf } from '../domain/questionnaire/questionnaire.state.js';
import { caseRfisAggregate, numberRfi } from '../domain/rfi/case-rfis.state.js';
import { changeRfi, issueRfi, prepareRfi, withdrawRfi } from '../domain/rfi/rfi.decide.js';
import { rfiUnknown } from '../domain/rfi/rfi.rejections.js';
import { rfiAggregate } from '../domain/rfi/rfi.state.js';
import type { Intake } from '../intake.js';
import { countingOf } from '../reckoning/case-counting.js';
import { knownCase } from '../views/open-cases/open-cases.query.js';
import { caseFacts } from '../views/rfi-page/rfi-page.query.js';

/** Who sends a command, and how it came. */
export interface Sender {
  reader: RequestActor;
  headers: CommandHeaders;
}

type Effective = Pick<PrepareRfi, 'effectiveOn' | 'backdatingReason'>;

/** A draft is prepared on an open case of an inquiry on whose team the reader is. @throws Problem not-found, forbidden; Rejected */
export async function prepare(intake: Intake, sender: Sender, body: PrepareRfi): Promise<CommandOutcome> {
  const { dataSource } = intake.runtime;
  const look = () => knownCase(dataSource, body.caseId);
  const known = (await look()) ?? (await intake.afterCatchingUp(look));
  if (!known) throw notFound();
  const { inquiryId } = known;
  return run(intake, sender, inquiryId, { operation: 'rfi.prepare', request: body, effective: body }, async (act) => {
    const rfi = await act.load(rfiAggregate, act.newId);
    const { draft, contacts } = await partDraft(body.draft, [], act.commandId, intake.contacts);
    const { caseId } = body;
    const command = { rfiId: act.newId, inquiryId, caseId, caseOpen: known.open, draft };
    const refused = record(act, rfi, prepareRfi(rfi.state, { type: 'PrepareRfi', ...command }));
    if (!refused) await intake.contacts.keep(contacts);
    return refused;
  });
}

/** The draft is replaced. @throws Problem not-found, forbidden, stale-version; Rejected */
export async function change(
  intake: Intake,
  sender: Sender,
  id: Uuid,
  body: z.infer<typeof ChangeRfi>,
): Promise<CommandOutcome> {
  const spec = { operation: 'rfi.change', request: { id, body }, effective: body };
  return run(intake, sender, await intake.inquiryToActOn(id), spec, async (act) => {
    const rfi = await act.load(rfiAggregate, id, { subject: true });
    const before = rfi.state.draft.addressees ?? [];
    const { draft, contacts } = await partDraft(body.draft, before, act.commandId, intake.contacts);
    const refused = record(act, rfi, changeRfi(rfi.state, { type: 'ChangeRfi', draft }));
    if (!refused) await intake.contacts.keep(contacts);
    return refused;
  });
}

/**
 * The request goes out: it, its number in the case's register, and each addressee, in one append.
 * @throws Problem not-found, forbidden, stale-version; Rejected
 */
export async function issue(
  intake: Intake,
  sender: Sender,
  id: Uuid,
  body: z.infer<typeof IssueRfi>,
): Promise<CommandOutcome> {
  const spec = { operation: 'rfi.issue', request: { id, body }, effective: body };
  return run(intake, sender, await intake.inquiryToActOn(id), spec, async (act) => {
    const rfi = await act.load(rfiAggregate, id, { subject: true });
    const { caseId, draft } = rfi.state;
    const known = caseId && (await knownCase(intake.runtime.dataSource, caseId));
    if (!known) return rfiUnknown();
    const register = await act.load(caseRfisAggregate, caseId);
    const questionnaire = draft.questionnaire && (await act.load(questionnaireAggregate, draft.questionnaire.id));
    const content = questionnaire && versionOf(questionnaire.state, draft.questionnaire?.version ?? 0);
    const counting = await countingOf(intake.runtime.dataSource, known);
    const decided = issueRfi(rfi.state, {
      type: 'IssueRfi',
      number: register.state.last + 1,
      signer: act.actor.person,
      facts: {
        effectiveOn: act.effectiveOn,
        case: caseFacts(known),
        ...(counting && { counting }),
        ...(content && { questionnaire: content }),
        signer: [act.actor.role],
      },
    });
    const refused = record(act, rfi, decided);
    if (refused || !Array.isArray(decided)) return refused;
    for (const issued of decided) {
      if (issued.type !== 'RfiIssued') continue;
      act.add(register, numberRfi(register.state, caseId, id));
      for (const who of issued.data.addressees) {
        const addressee = await act.load(addresseeAggregate, who.id);
        const asked = askAddressee(addressee.state, { type: 'AskAddressee', request: issued.data, who });
        const notAsked = record(act, addressee, asked);
        if (notAsked) return notAsked;
      }
    }
    return undefined;
  });
}

/** A draft that will not be issued. @throws Problem not-found, forbidden, stale-version; Rejected */
export async function withdraw(
  intake: Intake,
  sender: Sender,
  id: Uuid,
  body: z.infer<typeof WithdrawRfi>,
): Promise<CommandOutcome> {
  const spec = { operation: 'rfi.withdraw', request: { id, body }, effective: body };
  return run(intake, sender, await intake.inquiryToActOn(id), spec, async (act) => {
    const rfi = await act.load(rfiAggregate, id);
    return record(act, rfi, withdrawRfi(rfi.state, { type: 'WithdrawRfi', reason: body.reason }));
  });
}

/** One command on a request: in the role that the sender has on the inquiry's team. */
async function run(
  intake: Intake,
  { reader, headers }: Sender,
  inquiryId: Uuid,
  spec: { operation: string; request: unknown; effective: Effective },
  decide: Parameters<Intake['runtime']['commands']['run']>[1],
): Promise<CommandOutcome> {
  const role = await intake.roleOn(reader, inquiryId);
  return intake.runtime.commands.run(
    { ...spec, origin: originOf(actingAs(reader, role), headers), mayBackdate: mayBackdate(role) },
    decide,
  );
}
