import type { Answer, Day, Moment, Uuid } from '#contracts';

/** Ids of what earlier acts made, by the name of the act. @throws Error when no earlier act has that name */
export type Made = (act: string) => Uuid;

/** One command of one person, sent through the door of a service. */
export interface Command {
  /** Names the act within its story; the idempotency key is made of it, so every id that follows from it is always the same. */
  act: string;
  /** Key of a person of the story, or `administrator`: the one who is there before anybody else. */
  by: string;
  path(made: Made): string;
  body(made: Made): object;
  /** What the person looks at before: the act is about all that is there by then. */
  sees?: string;
}

/** What an addressee's principal contact does through the personal link. */
export interface Answering {
  act: string;
  /** Act that prepared the request. */
  request: string;
  /** Name of the addressee in it. */
  addressee: string;
  /** Who fetches the personal link for the contact. */
  linkFrom: string;
  answers: Readonly<Record<string, Answer>>;
  /** False: saved only, still to be submitted. */
  submit: boolean;
}

export type Act = Command | Answering;

export const isAnswering = (act: Act): act is Answering => 'answers' in act;

/** What happens at one moment of the story. */
export interface Chapter {
  /** The demonstration's clock is moved to it first. */
  at: Moment;
  /** The day of effect of every act in it, at the seat. */
  day: Day;
  /** Acts of one row do not rest on one another and are sent at once; a row waits for the one before. */
  rows: readonly (readonly Act[])[];
}

/** Everything that an installation needs in order to tell it. */
export interface Story {
  name: string;
  /** When the logs' clock begins. */
  begins: Moment;
  /** Somebody who may see all of it. */
  reader: string;
  chapters: readonly Chapter[];
}
