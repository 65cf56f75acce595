import { answersOf } from '#service-kit';

export { caseworkRoles as CASEWORK } from '#contracts';

/** The answer to a command. */
export const answer = answersOf('intake');
