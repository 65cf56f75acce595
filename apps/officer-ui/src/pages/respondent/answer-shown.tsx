import type { Answer, Question } from '#contracts';
import { useLocalized, useText } from '../../text/use-text';

/** An answer, to be read. */
export const AnswerShown = ({ question, answer }: { question: Question; answer: Answer | undefined }) => {
  const t = useText();
  const local = useLocalized();
  if (!answer) return <p className="meta">{t('respond.noAnswer')}</p>;
  if ('text' in answer) return <p className="respond__text">{answer.text}</p>;
  if ('number' in answer)
    return (
      <p>
        {answer.number}
        {question.kind === 'number' && question.unit && ` ${question.unit}`}
      </p>
    );
  const words = question.kind === 'choice' ? question.choices : [];
  return (
    <ul className="respond__choices">
      {answer.choices.map((id) => (
        <li key={id}>{local(words.find((choice) => choice.id === id)?.text ?? id)}</li>
      ))}
    </ul>
  );
};
