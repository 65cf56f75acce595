import type { ReplyView, Uuid } from '#contracts';
import { unknownContact } from '../../directory/contacts.js';
import { addresseeAggregate } from '../../domain/addressee/addressee.state.js';
import { questionsOf } from '../../domain/questionnaire/questions.js';
import type { AccessReader } from '#service-kit';
import type { Intake } from '../../intake.js';
import { questionnaireContent } from '../questionnaire-list/questionnaire-list.query.js';
import { addresseeRow, summaryOf } from '../rfi-matrix/rfi-matrix.query.js';

/** One addressee's reply. Before it is submitted its answers are the addressee's own: none is shown. */
export async function replyPage(
  { runtime, contacts }: Pick<Intake, 'runtime' | 'contacts'>,
  reader: AccessReader,
  { rfiId, addresseeId }: { rfiId: Uuid; addresseeId: Uuid },
): Promise<ReplyView | undefined> {
  const row = await runtime.access.reading(reader, (views) => addresseeRow(views, addresseeId));
  if (row?.rfiId !== rfiId) return undefined;
  const { state } = await runtime.commands.state(addresseeAggregate, addresseeId);
  const content = state.questionnaire && (await questionnaireContent(runtime.dataSource, state.questionnaire));
  const contact = (await contacts.find([row.contact])).get(row.contact) ?? unknownContact(row.contact);
  const submitted = row.submittedOn !== null;
  return {
    addressee: summaryOf(row, content ? questionsOf(content) : [], contact, await runtime.clock.today()),
    submitted,
    answers: submitted ? state.answers : {},
    ...(row.submittedAt && { submittedAt: row.submittedAt.toISOString() }),
    ...(row.provenance && { provenance: row.provenance }),
  };
}
