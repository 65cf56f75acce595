import { eventually as within, type Patience } from '#testing';

/** Whole services and three databases share two processors with other tests here: the conditions hold, but not at once. */
export const eventually = <T>(condition: () => T | Promise<T>, patience: Patience = { within: 45_000 }) =>
  within(condition, patience);
