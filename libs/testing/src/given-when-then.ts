import { expect } from '@jest/globals';

/** What can be tested in given, when, then: plain functions of plain data. */
export interface Decidable<State, Command, Event, Rejection, Facts extends unknown[]> {
  initial: State;
  evolve(state: State, event: Event): State;
  decide(state: State, command: Command, ...facts: Facts): Event[] | Rejection;
}

/**
 * `const given = givenWhenThen(decider)`, then `given(...events).when(command, ...facts).then([events])` or `.then({code: '…'})`.
 * Expected events are compared whole; of a rejection only the fields that are named.
 */
export function givenWhenThen<State, Command, Event, Rejection extends object, Facts extends unknown[]>(
  decider: Decidable<State, Command, Event, Rejection, Facts>,
) {
  return (...history: Event[]) => ({
    when: (command: Command, ...facts: Facts) => {
      const state = history.reduce((folded, event) => decider.evolve(folded, event), decider.initial);
      const outcome = decider.decide(state, command, ...facts);
      return {
        outcome,
        // The word of every such test; nobody awaits it.
        // oxlint-disable-next-line unicorn/no-thenable
        then(expected: Event[] | Partial<Rejection>): void {
          if (Array.isArray(expected)) expect(outcome).toEqual(expected);
          else {
            expect(Array.isArray(outcome) ? { decided: outcome } : outcome).toMatchObject(expected);
          }
        },
      };
    },
    /** The state that the events fold to. */
    state: (): State => history.reduce((folded, event) => decider.evolve(folded, event), decider.initial),
  });
}
