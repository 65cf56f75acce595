import { useQuery } from '@tanstack/react-query';
import type { AddresseeSummary, Question } from '#contracts';
import { replyQuery, type RfiView } from '../../api/rfis';
import { Asked } from '../../components/asked';
import { Glyph } from '../../components/glyph';
import { Standing } from '../../components/inv';
import { Text } from '../../text/text';
import { useLocalized, useText } from '../../text/use-text';
import { useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { AnswerShown } from '../respondent/answer-shown';
import { AddresseeStanding } from './addressee-state';
import { useCountryName } from './country-name';
import { hasReplied, isWithheld, markOf, markShapes, marks } from './marks';
import { PersonalLink } from './personal-link';
import { Restricted, RestrictedTo } from './restricted';

/** The whole reply of an addressee, or what is known of it before it is submitted. */
export const Reply = ({ rfi, addressee }: { rfi: RfiView; addressee: AddresseeSummary }) => {
  const t = useText();
  const local = useLocalized();
  const country = useCountryName();
  const { past } = useThen();
  return (
    <>
      <p className="meta">
        {country(addressee.country)}
        {addressee.sector && ` · ${addressee.sector}`}
      </p>
      <p className="reply__state">
        <AddresseeStanding of={addressee} />
      </p>
      {addressee.workingDaysLate > 0 && <p>{t('rfis.reply.late', { n: addressee.workingDaysLate })}</p>}
      <dl className="why">
        <dt>{t('rfis.contact')}</dt>
        <dd>
          {addressee.contact.name}
          <Standing of={addressee.provenance} />
          <br />
          {addressee.contact.email}
        </dd>
      </dl>
      <Restricted rfi={rfi} addressee={addressee} key={`restricted-${addressee.id}`} />
      {rfi.state === 'issued' && !past && !isWithheld(addressee) && (
        <PersonalLink rfi={rfi.id} addressee={addressee} key={addressee.id} />
      )}
      {!isWithheld(addressee) && (
        <section className="reply__part">
          <h3>{t('rfis.reply.answers')}</h3>
          {hasReplied(addressee) ? (
            <Answers rfi={rfi} addressee={addressee} />
          ) : (
            <>
              <p>
                {t('rfis.reply.notYet', { n: addressee.answered ?? 0, of: addressee.asked })}{' '}
                {t('rfis.reply.frozenOnly')}
              </p>
              <ul className="reply__marks">
                {rfi.questionnaire?.sections.map((section) => (
                  <li key={section.id}>
                    <b>{section.id}</b> {local(section.title)}
                    <ul>
                      {section.questions.map((question) => (
                        <MarkLine key={question.id} addressee={addressee} question={question} />
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      )}
    </>
  );
};

const MarkLine = ({ addressee, question }: { addressee: AddresseeSummary; question: Question }) => {
  const t = useText();
  const mark = markOf(addressee, question.id);
  const [shape, tone] = markShapes[mark];
  return (
    <li className="state">
      <Glyph shape={shape} tone={tone} />
      {t('colon', { what: question.id })} {t(`rfis.mark.${mark}`)}
    </li>
  );
};

const Answers = ({ rfi, addressee, only }: { rfi: RfiView; addressee: AddresseeSummary; only?: string }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const { times } = useThen();
  const reply = useQuery(replyQuery(rfi.id, addressee.id, times));
  return (
    <Asked query={reply} what={t('rfis.reply')} rows={3}>
      {(data) => (
        <>
          <p className="meta">
            {data.submittedAt
              ? t('rfis.reply.frozen', { moment: dates.moment(data.submittedAt) })
              : t('rfis.reply.frozenOnly')}
            <Standing of={data.provenance} />
          </p>
          {rfi.questionnaire?.sections
            .map((section) => ({
              ...section,
              questions: section.questions.filter((question) => only === undefined || question.id === only),
            }))
            .filter((section) => section.questions.length > 0)
            .map((section) => (
              <section key={section.id}>
                {only === undefined && (
                  <h4 className="reply__section">
                    {section.id} {local(section.title)}
                  </h4>
                )}
                {section.questions.map((question) => (
                  <article className="ans" key={question.id}>
                    {only === undefined && (
                      <p className="ans__q">
                        <b>{question.id}</b> {local(question.text)}
                      </p>
                    )}
                    <AnswerShown question={question} answer={data.answers[question.id]} />
                  </article>
                ))}
              </section>
            ))}
        </>
      )}
    </Asked>
  );
};

/** One answer: the question as it was asked, and what was answered. */
export const OneAnswer = ({
  rfi,
  addressee,
  question,
  onWhole,
}: {
  rfi: RfiView;
  addressee: AddresseeSummary;
  question: Question;
  onWhole: () => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const mark = markOf(addressee, question.id);
  const [shape, tone] = markShapes[mark];
  return (
    <>
      <p className="compare__q">{local(question.text)}</p>
      <p className="state">
        <Glyph shape={shape} tone={tone} />
        {t(`rfis.mark.${mark}`)}
      </p>
      {isWithheld(addressee) ? (
        <RestrictedTo addressee={addressee} />
      ) : hasReplied(addressee) ? (
        <Answers rfi={rfi} addressee={addressee} only={question.id} />
      ) : (
        <p className="reply__part">{t('rfis.reply.frozenOnly')}</p>
      )}
      <p className="compare__foot">
        <button type="button" className="btn btn--small" onClick={onWhole}>
          {t('rfis.reply.whole')}
        </button>
      </p>
    </>
  );
};

/** A question as it was asked, and how it stands with all. */
export const OneQuestion = ({ rfi, question }: { rfi: RfiView; question: Question }) => {
  const t = useText();
  const local = useLocalized();
  return (
    <>
      <p className="compare__q">{local(question.text)}</p>
      {question.hint && <p className="hint">{local(question.hint)}</p>}
      <p className="meta">
        {t(`rfis.question.${question.kind}`)}, {t(question.required ? 'rfis.question.required' : 'rfis.question.free')}
      </p>
      {question.kind === 'choice' && (
        <ul className="reply__choices">
          {question.choices.map((choice) => (
            <li key={choice.id}>{local(choice.text)}</li>
          ))}
        </ul>
      )}
      <ul className="reply__marks reply__part">
        {marks.map((mark) => {
          const who = rfi.addressees.filter((addressee) => markOf(addressee, question.id) === mark);
          const [shape, tone] = markShapes[mark];
          return (
            who.length > 0 && (
              <li key={mark}>
                <span className="state">
                  <Glyph shape={shape} tone={tone} />
                  <Text id="rfis.question.count" values={{ mark: t(`rfis.mark.${mark}`), n: who.length }} />
                </span>
                <p className="meta">{who.map((addressee) => addressee.name).join(', ')}</p>
              </li>
            )
          );
        })}
      </ul>
    </>
  );
};
