import { answersOf } from '#service-kit';

/** The answer to a command. */
export const answer = answersOf('intake');
