import { useQueryClient } from '@tanstack/react-query';
import type { Answer, Question, RespondentView } from '#contracts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ProblemError, UnreachableError } from '../../api/problem';
import { ownRequestQuery, saveAnswers } from '../../api/respondent';
import { answerOf, writtenOf, type Written } from './answer-text';

export type Saving =
  | { state: 'saved' }
  | { state: 'dirty' | 'saving' }
  /** Nothing answered: kept on this device, tried again. */
  | { state: 'kept' }
  /** Another window or person was first. */
  | { state: 'elsewhere' }
  | { state: 'refused'; error: Error };

export interface Reply {
  written: (question: Question) => Written;
  write: (question: Question, value: Written) => void;
  /** Nothing of this question is unsaved. */
  isSaved: (id: string) => boolean;
  saving: Saving;
  /** Sends what is unsaved now. @returns whether all of it is saved */
  flush: () => Promise<boolean>;
  /** After another window was first: send mine over it, or drop mine. */
  settle: (choice: 'mine' | 'theirs') => void;
}

const WAIT_MS = 700;
const AGAIN_MS = 4000;
const place = (view: RespondentView): string => `dossier.reply.${view.addresseeId}`;

const keptOn = (view: RespondentView): Record<string, Written> => {
  const text = localStorage.getItem(place(view));
  return text ? (JSON.parse(text) as Record<string, Written>) : {};
};

/** The reply while it is written: each change is saved by itself, on the version that it was written on; what cannot be sent stays on this device. */
export const useReply = (view: RespondentView): Reply => {
  const queries = useQueryClient();
  const questions = useMemo(
    () =>
      new Map(
        view.questionnaire.sections.flatMap((section) =>
          section.questions.map((question): [string, Question] => [question.id, question]),
        ),
      ),
    [view.questionnaire],
  );
  const [changed, setChanged] = useState<Record<string, Written>>(() => keptOn(view));
  const [saving, setSaving] = useState<Saving>({ state: Object.keys(changed).length > 0 ? 'dirty' : 'saved' });
  const pending = useRef(changed);
  const version = useRef(view.version);
  const running = useRef<Promise<boolean>>(undefined);
  // Somebody was first: nothing is sent before it is decided whose answers stay (leaving the field is no decision).
  const undecided = useRef(false);
  // A version that was read is newer than what our own saves told, or it is theirs.
  useEffect(() => {
    if (saving.state !== 'elsewhere') version.current = Math.max(version.current, view.version);
  }, [view.version, saving.state]);

  const keep = useCallback(
    (next: Record<string, Written>) => {
      pending.current = next;
      setChanged(next);
      if (Object.keys(next).length > 0) localStorage.setItem(place(view), JSON.stringify(next));
      else localStorage.removeItem(place(view));
    },
    [view],
  );

  const once = useCallback(async (): Promise<boolean> => {
    const batch = pending.current;
    const answers: Record<string, Answer | null> = {};
    for (const [id, value] of Object.entries(batch)) {
      const question = questions.get(id);
      const answer = question && answerOf(value, question);
      if (answer !== undefined) answers[id] = answer; // what is not a number yet waits until it is one
    }
    if (Object.keys(answers).length === 0) return Object.keys(batch).length === 0;
    setSaving({ state: 'saving' });
    try {
      const { data } = await saveAnswers(answers, version.current, crypto.randomUUID());
      version.current = data.version;
      const left = Object.fromEntries(
        Object.entries(pending.current).filter(([id, value]) => !(id in answers) || value !== batch[id]),
      );
      queries.setQueryData<RespondentView>(ownRequestQuery.queryKey, (seen) => {
        if (!seen) return seen;
        const merged = { ...seen.answers };
        for (const [id, answer] of Object.entries(answers))
          if (answer === null) delete merged[id];
          else merged[id] = answer;
        return { ...seen, answers: merged, version: data.version };
      });
      keep(left);
      setSaving({ state: Object.keys(left).length > 0 ? 'dirty' : 'saved' });
      void queries.invalidateQueries({ queryKey: ownRequestQuery.queryKey });
      return Object.keys(left).length === 0;
    } catch (error) {
      if (error instanceof UnreachableError) setSaving({ state: 'kept' });
      else if (error instanceof ProblemError && error.status === 412) {
        undecided.current = true;
        setSaving({ state: 'elsewhere' });
        void queries.invalidateQueries({ queryKey: ownRequestQuery.queryKey });
      } else setSaving({ state: 'refused', error: error as Error });
      return false;
    }
  }, [keep, queries, questions]);

  const flush = useCallback(async (): Promise<boolean> => {
    while (running.current) await running.current;
    if (undecided.current) return false;
    const run = once().finally(() => (running.current = undefined));
    running.current = run;
    return run;
  }, [once]);

  useEffect(() => {
    if (saving.state !== 'dirty' && saving.state !== 'kept') return;
    const timer = setTimeout(() => void flush(), saving.state === 'dirty' ? WAIT_MS : AGAIN_MS);
    return () => clearTimeout(timer);
  }, [saving, changed, flush]);

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => {
      if (Object.keys(pending.current).length > 0) event.preventDefault();
    };
    addEventListener('beforeunload', leave);
    return () => removeEventListener('beforeunload', leave);
  }, []);

  return {
    written: (question) => changed[question.id] ?? writtenOf(view.answers[question.id], question),
    write: (question, value) => {
      keep({ ...pending.current, [question.id]: value });
      setSaving((was) => (was.state === 'elsewhere' ? was : { state: 'dirty' }));
    },
    isSaved: (id) => !(id in changed),
    saving,
    flush,
    settle: (choice) => {
      undecided.current = false;
      version.current = queries.getQueryData<RespondentView>(ownRequestQuery.queryKey)?.version ?? view.version;
      if (choice === 'theirs') keep({});
      setSaving({ state: choice === 'theirs' ? 'saved' : 'dirty' });
    },
  };
};
