import { rolesInFrench, type Aggregate, type Decision, type Happened, type RulePin } from '#contracts';
import { mayDo, powers } from '../powers.js';
import { reject } from '../rejection.js';

/** What can have happened to the work that a corrected calendar makes: all open cases are counted on it, one after the other. */
export type RecomputationEvent =
  /** With the publication, in one append. `before`: the newest version until then. */
  | { type: 'RecomputationStarted'; data: { calendar: RulePin; before: RulePin } }
  | { type: 'RecomputationStopped'; data: { calendar: RulePin; reason: string } }
  | { type: 'RecomputationResumed'; data: { calendar: RulePin } }
  /** No open case is counted on an earlier version any more; or a later version took its place before that. */
  | { type: 'RecomputationFinished'; data: { calendar: RulePin; inFavourOf?: number } };

export interface RecomputationState {
  calendar: RulePin;
  state: 'running' | 'stopped' | 'finished';
}

/** `undefined` = the version is the first of its calendar: nothing was counted on another one. */
type MaybeRecomputation = RecomputationState | undefined;

export const recomputation: Aggregate<MaybeRecomputation, RecomputationEvent> = {
  kind: 'recomputation',
  initial: undefined,
  evolve(_state, event: Happened<RecomputationEvent>): MaybeRecomputation {
    const { calendar } = event.data;
    switch (event.type) {
      case 'RecomputationStarted':
      case 'RecomputationResumed':
        return { calendar, state: 'running' };
      case 'RecomputationStopped':
        return { calendar, state: 'stopped' };
      case 'RecomputationFinished':
        return { calendar, state: 'finished' };
    }
  },
};

export type RecomputationRejection =
  /** Only those who keep the rules. 403. */
  | 'not-your-role'
  /** No case was counted on an earlier version of this calendar when this one was published. 404. */
  | 'no-recomputation'
  /** It is finished: nothing can be stopped or gone on with. */
  | 'recomputation-finished';

/** Stops the work after the case that it is at, or goes on with it. What is so already changes nothing. */
export function steerRecomputation(
  state: MaybeRecomputation,
  command: { to: 'stopped'; reason: string; roles: readonly string[] } | { to: 'running'; roles: readonly string[] },
): Decision<RecomputationEvent, RecomputationRejection> {
  if (!mayDo('publishRules', command.roles))
    return reject(
      'not-your-role',
      {
        en: `It belongs to ${powers.publishRules.join(' or ')}.`,
        fr: `Cet acte revient à ces fonctions\u00a0: ${rolesInFrench(powers.publishRules)}.`,
      },
      {
        status: 403,
        guard: 'role',
      },
    );
  if (!state)
    return reject(
      'no-recomputation',
      {
        en: 'No case had to be counted anew for this version.',
        fr: 'Aucune affaire n’avait à être recalculée pour cette version.',
      },
      { status: 404 },
    );
  if (state.state === 'finished')
    return reject(
      'recomputation-finished',
      {
        en: 'It is finished: every open case is counted on this version or a later one.',
        fr: 'Le calcul est terminé\u00a0: toutes les affaires ouvertes suivent cette version ou une version ultérieure.',
      },
      {
        guard: 'recomputation-finished',
      },
    );
  if (state.state === command.to) return [];
  const { calendar } = state;
  return command.to === 'stopped'
    ? [{ type: 'RecomputationStopped', data: { calendar, reason: command.reason } }]
    : [{ type: 'RecomputationResumed', data: { calendar } }];
}

/** Nothing is left to do; or, stopped or not, a later version takes its place. Said once. */
export const finishRecomputation = (state: MaybeRecomputation, inFavourOf?: number): RecomputationEvent[] =>
  state?.state === 'running' || (state?.state === 'stopped' && inFavourOf !== undefined)
    ? [
        {
          type: 'RecomputationFinished',
          data: { calendar: state.calendar, ...(inFavourOf !== undefined && { inFavourOf }) },
        },
      ]
    : [];
