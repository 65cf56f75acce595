/** What the user asked cannot be had: one line says why. Exit status 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The command line was used wrongly: one line says how. Exit status 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/** Exit statuses; scripts rely on them. */
export const EXIT = { done: 0, refused: 1, wrongUse: 2 } as const;
