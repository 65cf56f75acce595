import type { QuestionnaireContent } from '#contracts';
import { useLocalized, useText } from '../../text/use-text';

/** A questionnaire as it will be asked. */
export const Preview = ({ content }: { content: QuestionnaireContent }) => {
  const t = useText();
  const local = useLocalized();
  return (
    <div className="preview">
      <h3>{local(content.title)}</h3>
      {content.sections.map((section) => (
        <section key={section.id}>
          <h4 className="reply__section">
            {section.id} {local(section.title)}
          </h4>
          {section.intro && <p className="meta">{local(section.intro)}</p>}
          <ol>
            {section.questions.map((question) => (
              <li key={question.id}>
                <b>{question.id}</b> {local(question.text)}
                <p className="meta">
                  {t(`rfis.question.${question.kind}`)},{' '}
                  {t(question.required ? 'rfis.question.required' : 'rfis.question.free')}
                </p>
                {question.kind === 'choice' && (
                  <ul className="reply__choices">
                    {question.choices.map((choice) => (
                      <li key={choice.id}>{local(choice.text)}</li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
};
