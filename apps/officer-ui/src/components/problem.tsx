import { useEffect, useRef, type ReactNode } from 'react';
import { ProblemError, UnreachableError } from '../api/problem';
import { Text } from '../text/text';
import { useText } from '../text/use-text';
import { Basis } from './basis';
import { Glyph } from './glyph';
import { guardWords } from './guard';

interface ProblemProps {
  error: Error;
  /** What was refused, as a title: "The case cannot be closed". Absent: the problem's own title. */
  title?: string;
  /** `command`: nothing was recorded. `query`: something could not be shown. */
  kind: 'command' | 'query';
  /** Named by what it does: back to the case, try again. */
  actions?: ReactNode;
  /** Titles of steps by id, for "first". */
  titleOf?: (step: string) => string;
}

const firstOf = (first: unknown[], titleOf: (step: string) => string): string =>
  first
    .map((one) => {
      if (typeof one === 'string') return titleOf(one);
      if (typeof one === 'object' && one !== null && 'title' in one && typeof one.title === 'string') return one.title;
      return '';
    })
    .filter(Boolean)
    .join('; ');

/** Refused: the reason, the guard, its legal basis, what to do. Takes the focus when it appears, so that it is read at once. */
export const Problem = ({ error, title, kind, actions, titleOf = (step) => step }: ProblemProps) => {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (kind === 'command') box.current?.focus();
  }, [error, kind]);
  const problem = error instanceof ProblemError ? error.problem : undefined;
  // In place of a page or a part of it, it is a heading of the page; beside a command it belongs to the sheet.
  const Heading = kind === 'query' ? 'h2' : 'h3';
  const heading =
    title ?? problem?.title ?? t(error instanceof UnreachableError ? 'problem.unreachable' : 'problem.unexpected');
  const passing = error instanceof ProblemError && error.passing;
  const said =
    problem?.detail ??
    (kind === 'command' && passing
      ? t(error.reason === 'queue-full' ? 'problem.queueFull' : 'problem.passing')
      : problem?.title);
  // One fault, said by the document and by its only field, is said once.
  const errors = problem?.errors?.filter((each) => each.message !== said) ?? [];
  return (
    <div className="frame pad problem" role="alert" tabIndex={-1} ref={box}>
      <p className="problem__top">
        <Glyph shape="no" />
        {t(
          kind === 'query'
            ? 'problem.notShown'
            : !problem || (passing && error.outcomeUnknown)
              ? 'problem.unknown'
              : passing
                ? 'problem.notReached'
                : 'problem.refused',
        )}
      </p>
      <Heading className="big">{heading}</Heading>
      {problem ? (
        said !== heading && <p>{said}</p>
      ) : (
        <p>
          {t(
            error instanceof UnreachableError
              ? kind === 'command'
                ? 'problem.unreachable.command'
                : 'problem.unreachable.query'
              : 'problem.unexpected.say',
          )}
        </p>
      )}
      {problem && (problem.guard || problem.legalBasis?.length || problem.first?.length || errors.length > 0) ? (
        <dl className="why">
          {problem.guard && (
            <>
              <dt>{t('problem.guard')}</dt>
              <dd>{guardWords(problem.guard)}</dd>
            </>
          )}
          {problem.legalBasis && problem.legalBasis.length > 0 && (
            <>
              <dt>{t('problem.basis')}</dt>
              <dd>
                <Basis of={problem.legalBasis} />
              </dd>
            </>
          )}
          {problem.first && problem.first.length > 0 && (
            <>
              <dt>{t('problem.first')}</dt>
              <dd>{firstOf(problem.first, titleOf)}</dd>
            </>
          )}
          {errors.map((each) => (
            <FieldProblem key={`${each.path} ${each.message}`} {...each} />
          ))}
        </dl>
      ) : null}
      {problem && (
        <details>
          <summary>
            <Text id="problem.document" />
          </summary>
          <pre className="wire">{JSON.stringify(problem, null, 2)}</pre>
        </details>
      )}
      {actions && <div className="row row--wrap">{actions}</div>}
    </div>
  );
};

const FieldProblem = ({ path, message }: { path: string; message: string }) => (
  <>
    <dt>
      <code>{path}</code>
    </dt>
    <dd>{message}</dd>
  </>
);
