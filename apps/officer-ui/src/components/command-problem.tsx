import { useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { ProblemError } from '../api/problem';
import { Text } from '../text/text';
import { useText } from '../text/use-text';
import { Notice } from './notice';
import { Problem } from './problem';
import { SignInAgain } from './sign-in-again';

/** What came of a command when it was not recorded. Someone who was first is a notice; everything else is said with its reason. */
export const CommandProblem = <A, V>({
  command,
  title,
  titleOf,
}: {
  command: UseMutationResult<A, Error, V>;
  title?: string;
  titleOf?: (step: string) => string;
}) => {
  const t = useText();
  const queries = useQueryClient();
  if (!command.error) return null;
  if (command.error instanceof ProblemError && command.error.status === 412)
    return (
      <Notice
        kind="stop"
        act={
          <button
            type="button"
            className="btn btn--quiet btn--small"
            onClick={() => {
              command.reset();
              void queries.invalidateQueries();
            }}
          >
            {t('problem.stale.see')}
          </button>
        }
      >
        <Text id="problem.stale" />
      </Notice>
    );
  return (
    <Problem
      error={command.error}
      kind="command"
      {...(title ? { title } : {})}
      {...(titleOf ? { titleOf } : {})}
      actions={
        command.error instanceof ProblemError && !command.error.passing ? (
          command.error.reason === 'sign-in-again' && <SignInAgain />
        ) : (
          <button
            type="button"
            className="btn"
            onClick={() => command.variables !== undefined && command.mutate(command.variables)}
          >
            {t('again')}
          </button>
        )
      }
    />
  );
};
