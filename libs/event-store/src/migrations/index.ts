import { theLog } from './0001-the-log.js';
import { append } from './0002-append.js';
import { doors } from './0003-doors.js';
import { wholeOrNothing } from './0004-whole-or-nothing.js';
import { forgetAPlace } from './0005-forget-a-place.js';
import { writeFirst } from './0006-write-first.js';

/** One step of the schema. Once it has run anywhere it is never edited: a change is a new step. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** In order. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'the-log', sql: theLog },
  { number: 2, name: 'append', sql: append },
  { number: 3, name: 'doors', sql: doors },
  { number: 4, name: 'whole-or-nothing', sql: wholeOrNothing },
  { number: 5, name: 'forget-a-place', sql: forgetAPlace },
  { number: 6, name: 'write-first', sql: writeFirst },
];
