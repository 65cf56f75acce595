import type { AddresseeSummary, Question, QuestionnaireContent } from '#contracts';
import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { Glyph } from '../../components/glyph';
import { Standing } from '../../components/inv';
import { useLocalized, useText } from '../../text/use-text';
import { AddresseeStanding } from './addressee-state';
import { useCountryName } from './country-name';
import { isWithheld, markOf, markShapes, type Mark } from './marks';
import { moveInMatrix, type Cell } from './matrix-keys';
import type { Reading } from './reading';

interface MatrixProps {
  caption: string;
  questionnaire: QuestionnaireContent;
  addressees: AddresseeSummary[];
  /** Only these marks are shown; the others step back. */
  only: Mark | undefined;
  reading: Reading | undefined;
  drawer: string;
  onRead: (reading: Reading | undefined) => void;
}

/** Addressees in rows, questions in columns: one tab stop, arrows inside it. Its twin is the list. */
export const Matrix = ({ caption, questionnaire, addressees, only, reading, drawer, onRead }: MatrixProps) => {
  const t = useText();
  const local = useLocalized();
  const grid = useRef<HTMLTableElement>(null);
  const [here, setHere] = useState<Cell>({ row: 1, column: 1 });
  const questions = questionnaire.sections.flatMap((section) =>
    section.questions.map((question, index) => ({ question, first: index === 0 })),
  );
  // A filter may have taken away the row on which the focus stood.
  const stop: Cell = {
    row: Math.min(here.row, addressees.length),
    column: Math.min(here.column, questions.length),
  };
  const size = { rows: addressees.length, columns: questions.length };

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    if (event.key === 'Escape' && reading) {
      onRead(undefined);
      return;
    }
    const next = moveInMatrix(size, stop, event.key, event.ctrlKey);
    if (!next) return;
    event.preventDefault();
    setHere(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  const cell = (row: number, column: number) => ({
    'data-cell': `${row} ${column}`,
    tabIndex: stop.row === row && stop.column === column ? 0 : -1,
    onFocus: () => setHere({ row, column }),
  });
  const column = reading?.kind === 'question' || reading?.kind === 'answer' ? reading.question : undefined;

  return (
    <div className="matrix__scroll">
      <table
        className="matrix"
        role="grid"
        aria-describedby="matrix-keys"
        ref={grid}
        onKeyDown={onKeyDown}
        style={{ '--questions': questions.length } as CSSProperties}
      >
        <caption className="vh">{caption}</caption>
        <colgroup className="c-name" />
        {questionnaire.sections.map((section) => (
          <colgroup key={section.id} span={section.questions.length} className="c-q" />
        ))}
        <colgroup className="c-prog" />
        <colgroup className="c-stat" />
        <thead>
          <tr className="secs">
            <td />
            {questionnaire.sections.map((section) => (
              <th key={section.id} scope="colgroup" colSpan={section.questions.length} title={local(section.title)}>
                <b>{section.id}</b> {local(section.title)}
              </th>
            ))}
            <td colSpan={2} />
          </tr>
          <tr className="qs">
            <th scope="col">{t('rfis.addressee')}</th>
            {questions.map(({ question, first }, index) => (
              <th key={question.id} scope="col" className={classes(first && 'sec', column === question.id && 'col')}>
                <button
                  type="button"
                  {...cell(0, index + 1)}
                  aria-expanded={reading?.kind === 'question' && column === question.id}
                  aria-controls={drawer}
                  title={local(question.text)}
                  onClick={() => onRead({ kind: 'question', question: question.id })}
                >
                  {question.id}
                  <span className="vh">: {local(question.text)}</span>
                </button>
              </th>
            ))}
            <th scope="col" className="prog">
              {t('rfis.answers')}
            </th>
            <th scope="col" className="stat">
              {t('rfis.status')}
            </th>
          </tr>
        </thead>
        <tbody>
          {addressees.map((addressee, row) => (
            <Row
              key={addressee.id}
              addressee={addressee}
              questions={questions}
              only={only}
              reading={reading}
              drawer={drawer}
              cell={(column) => cell(row + 1, column)}
              onRead={onRead}
            />
          ))}
        </tbody>
        <Foot addressees={addressees} questions={questions} column={column} />
      </table>
    </div>
  );
};

type Asked = { question: Question; first: boolean }[];

const classes = (...names: (string | false | undefined)[]): string | undefined =>
  names.filter(Boolean).join(' ') || undefined;

const Row = ({
  addressee,
  questions,
  only,
  reading,
  drawer,
  cell,
  onRead,
}: {
  addressee: AddresseeSummary;
  questions: Asked;
  only: Mark | undefined;
  reading: Reading | undefined;
  drawer: string;
  cell: (column: number) => object;
  onRead: (reading: Reading) => void;
}) => {
  const t = useText();
  const country = useCountryName();
  const mine = (reading?.kind === 'reply' || reading?.kind === 'answer') && reading.addressee === addressee.id;
  const column = reading?.kind === 'question' || reading?.kind === 'answer' ? reading.question : undefined;
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="matrix__who"
          {...cell(0)}
          aria-expanded={mine && reading.kind === 'reply'}
          aria-controls={drawer}
          onClick={() => onRead({ kind: 'reply', addressee: addressee.id })}
        >
          {addressee.name}
        </button>
        <Standing of={addressee.provenance} />
        <span className="meta">
          <abbr title={country(addressee.country)}>{addressee.country}</abbr>
          {addressee.sector && ` · ${addressee.sector}`}
        </span>
      </th>
      {questions.map(({ question, first }, index) => {
        const mark = markOf(addressee, question.id);
        const [shape, tone] = markShapes[mark];
        const says = t('rfis.cell', { question: question.id, who: addressee.name, mark: t(`rfis.mark.${mark}`) });
        const picked = mine && reading.kind === 'answer' && reading.question === question.id;
        return (
          <td
            key={question.id}
            className={classes(
              first && 'sec',
              column === question.id && 'col',
              picked && 'picked',
              only !== undefined && only !== mark && 'is-back',
            )}
          >
            <button
              type="button"
              {...cell(index + 1)}
              aria-expanded={picked}
              aria-controls={drawer}
              title={says}
              onClick={() => onRead({ kind: 'answer', addressee: addressee.id, question: question.id })}
            >
              <Glyph shape={shape} tone={tone} />
              <span className="vh">{says}</span>
            </button>
          </td>
        );
      })}
      <td className="prog">
        {addressee.answered === undefined ? (
          <span title={t('rfis.mark.withheld')}>–</span>
        ) : (
          <>
            <span
              className="meter"
              style={{ '--v': addressee.asked ? addressee.answered / addressee.asked : 0 } as CSSProperties}
            />
            {addressee.answered}
            <span className="of">/{addressee.asked}</span>
          </>
        )}
      </td>
      <td className="stat">
        <AddresseeStanding of={addressee} />
      </td>
    </tr>
  );
};

const Foot = ({
  addressees,
  questions,
  column,
}: {
  addressees: AddresseeSummary[];
  questions: Asked;
  column: string | undefined;
}) => {
  const t = useText();
  const sum = (of: (addressee: AddresseeSummary) => number): number =>
    addressees.reduce((total, addressee) => total + of(addressee), 0);
  return (
    <tfoot>
      <tr>
        <th scope="row">{t('rfis.mark.answered.foot')}</th>
        {questions.map(({ question, first }) => (
          <td key={question.id} className={classes(first && 'sec', column === question.id && 'col')}>
            {sum((addressee) => (['answered', 'saved'].includes(markOf(addressee, question.id)) ? 1 : 0))}
          </td>
        ))}
        <td className="prog">
          {sum((addressee) => addressee.answered ?? 0)}
          <span className="of">/{sum((addressee) => (isWithheld(addressee) ? 0 : addressee.asked))}</span>
        </td>
        <td />
      </tr>
    </tfoot>
  );
};
