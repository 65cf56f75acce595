import type { Happened, ReplyView, Uuid } from '#contracts';
import type { Log } from '#event-store';
import { happened, type AccessReader, type Then } from '#service-kit';
import { unknownContact } from '../../directory/contacts.js';
import { addresseeAggregate, type Addressee } from '../../domain/addressee/addressee.state.js';
import { questionsOf } from '../../domain/questionnaire/questions.js';
import type { AddresseeEvent } from '../../domain/addressee/addressee.events.js';
import type { Intake } from '../../intake.js';
import { questionnaireContent } from '../questionnaire-list/questionnaire-list.query.js';
import { addresseeRow, summaryOf } from '../rfi-matrix/rfi-matrix.query.js';
import { addresseesThen, standing } from '../then/rows-then.js';

/** One addressee's reply. Before it is submitted its answers are the addressee's own: none is shown. */
export async function replyPage(
  { runtime, contacts }: Pick<Intake, 'runtime' | 'contacts'>,
  reader: AccessReader,
  { rfiId, addresseeId }: { rfiId: Uuid; addresseeId: Uuid },
  then?: Then,
): Promise<ReplyView | undefined> {
  const now = await runtime.access.reading(reader, (views) => addresseeRow(views, addresseeId));
  if (now?.rfiId !== rfiId) return undefined;
  const row = then ? (await addresseesThen(runtime.log, [addresseeId], then))[0] : now;
  if (!row) return undefined;
  const { state } = then
    ? { state: await addresseeThen(runtime.log, addresseeId, then) }
    : await runtime.commands.state(addresseeAggregate, addresseeId);
  const content = state.questionnaire && (await questionnaireContent(runtime.dataSource, state.questionnaire));
  const contact = (await contacts.find([row.contact])).get(row.contact) ?? unknownContact(row.contact);
  const submitted = row.submittedOn !== null;
  return {
    addressee: summaryOf(row, content ? questionsOf(content) : [], contact, then?.day ?? (await runtime.clock.today())),
    submitted,
    answers: submitted ? state.answers : {},
    ...(row.submittedAt && { submittedAt: row.submittedAt.toISOString() }),
    ...(row.provenance && { provenance: row.provenance }),
  };
}

/** What the addressee had answered by then. */
const addresseeThen = async (log: Log, id: Uuid, then: Then): Promise<Addressee> =>
  (await standing(log, `addressee-${id}`, then)).reduce(
    (state, event) => addresseeAggregate.evolve(state, happened(event) as Happened<AddresseeEvent>),
    addresseeAggregate.initial,
  );
