import type { Aggregate, Decision, Happened, Rejection, Uuid } from '#contracts';
import { reject } from '../rejection.js';

/** Two cases, in the order of their ids, and the inquiries that they belong to. */
export interface Pair {
  cases: [{ caseId: Uuid; inquiryId: Uuid }, { caseId: Uuid; inquiryId: Uuid }];
}

/**
 * What can have happened between two cases. A stream of its own for each pair, and nothing of it in the streams of the cases: who sees one
 * of the two must not learn that there is another.
 */
export type RelationEvent =
  /** Two cases belong together, for a reason: the same facts, the same undertakings. */
  { type: 'CasesLinked'; data: Pair & { reason: string } } | { type: 'CasesUnlinked'; data: Pair & { reason: string } };

export interface RelationState {
  linked: boolean;
}

/** Why two cases are not linked; a closed union. */
export type RelationRejection =
  /** There is no such case, or none that the reader may see. 400. */
  'other-case-unknown' | 'case-itself' | 'not-linked';

export const relation: Aggregate<RelationState, RelationEvent> = {
  kind: 'relation',
  initial: { linked: false },
  evolve(_state, { type }: Happened<RelationEvent>) {
    switch (type) {
      case 'CasesLinked':
        return { linked: true };
      case 'CasesUnlinked':
        return { linked: false };
      default:
        return type satisfies never;
    }
  },
};

/** The name of a pair, the same from both sides. */
export const pairName = (one: Uuid, other: Uuid): string => [one, other].sort().join(' ');

const pair = (one: Pair['cases'][0], other: Pair['cases'][0]): Pair => ({
  cases: one.caseId < other.caseId ? [one, other] : [other, one],
});

/** Linked already, nothing changes. */
export function linkCases(
  state: RelationState,
  [one, other]: Pair['cases'],
  reason: string,
): Decision<RelationEvent, RelationRejection> {
  if (one.caseId === other.caseId) return itself();
  return state.linked ? [] : [{ type: 'CasesLinked', data: { ...pair(one, other), reason } }];
}

export function unlinkCases(
  state: RelationState,
  [one, other]: Pair['cases'],
  reason: string,
): Decision<RelationEvent, RelationRejection> {
  if (!state.linked)
    return reject(
      'not-linked',
      { en: 'These two cases are not linked.', fr: 'Ces deux affaires ne sont pas liées.' },
      { guard: 'not-linked' },
    );
  return [{ type: 'CasesUnlinked', data: { ...pair(one, other), reason } }];
}

/** What is not there, and what the reader may not see, are answered alike. */
export const otherUnknown = (): Rejection<RelationRejection> =>
  reject(
    'other-case-unknown',
    {
      en: 'There is no such case, or none that you may see.',
      fr: 'Cette affaire n’existe pas, ou vous ne pouvez pas la voir.',
    },
    {
      status: 400,
      errors: [{ path: 'caseId', message: 'There is no such case, or none that you may see.' }],
    },
  );

const itself = () =>
  reject(
    'case-itself' as const,
    { en: 'A case is not linked to itself.', fr: 'Une affaire ne se lie pas à elle-même.' },
    {
      status: 400,
      errors: [{ path: 'caseId', message: 'A case is not linked to itself.' }],
    },
  );
