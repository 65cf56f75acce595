import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { send, type Answer, type Command } from './http';

export type Intent = Omit<Command, 'key'>;

/**
 * Sends a person's intent as a command. The `Idempotency-Key` belongs to the intent: it stays the same over retries and double
 * clicks, and changes when the content changes or after it has succeeded and is shown. Afterwards every query is asked again: the
 * answer's `Dossier-Position` makes them wait for what was just done.
 */
export const useCommand = <T = { id?: string; version?: number }>(options?: {
  onDone?: (answer: Answer<T>) => void;
}): UseMutationResult<Answer<T>, Error, Intent> => {
  const queries = useQueryClient();
  const intent = useRef<{ print: string; key: string }>(undefined);
  return useMutation<Answer<T>, Error, Intent>({
    mutationFn: (command) => {
      const print = JSON.stringify([command.method, command.path, command.body ?? null, command.ifMatch ?? null]);
      if (intent.current?.print !== print) intent.current = { print, key: crypto.randomUUID() };
      return send<T>({ ...command, key: intent.current.key });
    },
    onSuccess: async (answer) => {
      const done = intent.current;
      options?.onDone?.(answer);
      await queries.invalidateQueries();
      // Not before: the second click of a slow hand finds the form still there, and would make a second complaint of it.
      if (intent.current === done) intent.current = undefined;
    },
  });
};
