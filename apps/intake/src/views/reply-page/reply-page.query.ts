import type { Happened, ReplyView, Uuid } from '#contracts';
import type { Log } from '#event-store';
import { happened, type AccessReader, type Then } from '#service-kit';
import { unknownContact } from '../../directory/contacts.js';
import { addresseeAggregate, type Addressee } from '../../domain/addressee/addressee.state.js';
import { questionsOf } from '../../domain/questionnaire/questions.js';
import type { AddresseeEvent } from '../../domain/addressee/addressee.events.js';
import type { Intake } from '../../intake.js';
import { questionnaireContent } from '../questionnaire-list/questionnaire-list.query.js';
import { addresseeRow, repliesSeen, summaryOf } from '../rfi-matrix/rfi-matrix.query.js';
import { addresseesThen, standing } from '../then/rows-then.js';

/**
 * One addressee's reply. Before it is submitted its answers are the addressee's own: none is shown. Nor is any of a reply that is for named
 * people alone to somebody else.
 * @param mayRead what the decision says of this reply
 */
export async function replyPage(
  { runtime, contacts }: Pick<Intake, 'runtime' | 'contacts'>,
  reader: AccessReader,
  { rfiId, addresseeId, mayRead }: { rfiId: Uuid; addresseeId: Uuid; mayRead: boolean },
  then?: Then,
): Promise<ReplyView | undefined> {
  const { now, replies } = await runtime.access.reading(reader, async (views, sight) => ({
    now: await addresseeRow(views, addresseeId),
    replies: await repliesSeen(views, sight, [addresseeId]),
  }));
  if (now?.rfiId !== rfiId) return undefined;
  const [past] = then ? await addresseesThen(runtime.log, [addresseeId], then) : [];
  const row = then ? past : now;
  if (!row) return undefined;
  const answeredNow = mayRead ? replies.answered.get(addresseeId) : undefined;
  const seen = {
    answered: answeredNow && (past?.answered ?? answeredNow),
    restricted: replies.restricted.get(addresseeId),
  };
  const { state } = then
    ? { state: await addresseeThen(runtime.log, addresseeId, then) }
    : await runtime.commands.state(addresseeAggregate, addresseeId);
  const content = state.questionnaire && (await questionnaireContent(runtime.dataSource, state.questionnaire));
  const contact = (await contacts.find([row.contact])).get(row.contact) ?? unknownContact(row.contact);
  const submitted = row.submittedOn !== null;
  return {
    addressee: summaryOf(row, seen, {
      questions: content ? questionsOf(content) : [],
      contact,
      today: then?.day ?? (await runtime.clock.today()),
    }),
    submitted,
    answers: submitted && seen.answered ? state.answers : {},
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
