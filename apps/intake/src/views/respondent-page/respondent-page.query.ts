import type { RespondentRole, RespondentView, Uuid } from '#contracts';
import { daysBetween } from '#legal-clock';
import { happened } from '#service-kit';
import { unknownContact } from '../../directory/contacts.js';
import { addresseeAggregate } from '../../domain/addressee/addressee.state.js';
import { questionnaireAggregate, versionOf } from '../../domain/questionnaire/questionnaire.state.js';
import { rfiAggregate } from '../../domain/rfi/rfi.state.js';
import type { Intake } from '../../intake.js';
import { knownCase } from '../open-cases/open-cases.query.js';
import { stateOf } from '../rfi-matrix/rfi-matrix.query.js';

/**
 * What a respondent sees: the request as it went out, and the own answers. Folded from the log itself, so that what was just
 * saved is there. Whether somebody answers for the addressee has been asked before (`mayAnswer`).
 */
export async function respondentPage(
  { runtime, contacts }: Pick<Intake, 'runtime' | 'contacts'>,
  { person, addresseeId, role }: { person: Uuid; addresseeId: Uuid; role: RespondentRole },
): Promise<RespondentView | undefined> {
  const stored = await runtime.log.read(`${addresseeAggregate.kind}-${addresseeId}`);
  const state = stored.reduce(
    (folded, event) => addresseeAggregate.evolve(folded, happened(event) as never),
    addresseeAggregate.initial,
  );
  const { of, limit, questionnaire, submitted } = state;
  if (!of || !limit || !questionnaire) return undefined;
  const { issued } = (await runtime.commands.state(rfiAggregate, of.rfiId)).state;
  const asked = await runtime.commands.state(questionnaireAggregate, questionnaire.id);
  const content = versionOf(asked.state, questionnaire.version);
  const known = await knownCase(runtime.dataSource, of.caseId);
  const issuedOn = stored.find((event) => event.type === 'AddresseeAsked')?.effectiveOn;
  if (!issued || !content || !known || !issuedOn) return undefined;

  const today = await runtime.clock.today();
  const contact = (await contacts.find([person])).get(person) ?? unknownContact(person);
  const savedAt = stored.findLast((event) => event.type === 'ReplySaved')?.recordedAt;
  const submittedAt = stored.find((event) => event.type === 'ReplySubmitted')?.recordedAt;
  return {
    rfiId: of.rfiId,
    addresseeId,
    addressee: of.addressee,
    contact: contact.name,
    role,
    caseNumber: known.number,
    number: of.number,
    subject: issued.subject,
    purpose: issued.purpose,
    kind: issued.kind,
    basis: issued.basis,
    notices: issued.notices,
    issuedOn,
    limit,
    limitExplanation: issued.limitExplanation,
    daysLeft: Math.max(0, daysBetween(today, limit)),
    timeZone: runtime.clock.timeZone,
    questionnaire: content,
    answers: state.answers,
    ...(savedAt && { savedAt }),
    state: stateOf(
      {
        submittedOn: submitted?.on ?? null,
        late: submitted?.late ?? false,
        limit,
        answered: Object.keys(state.answers),
      },
      today,
    ),
    ...(submitted && { submittedOn: submitted.on }),
    ...(submittedAt && { submittedAt }),
    workingDaysLate: submitted?.workingDaysLate ?? 0,
    version: stored.at(-1)?.version ?? 0,
    ...(state.provenance && { provenance: state.provenance }),
  };
}
