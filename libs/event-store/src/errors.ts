import type { CheckpointMove } from './log.js';

/** Why the log did not do as it was asked. Each class has a stable `code`; callers tell them apart by class or by code. */

/** Another writer was first: the stream stands elsewhere than the append expected. */
export class WrongExpectedVersion extends Error {
  readonly code = 'wrong-expected-version';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`Stream ${stream} is at version ${actual}, not ${expected}.`);
  }
}

/** The command id has been answered before, for another request. */
export class CommandReused extends Error {
  readonly code = 'command-reused';
  constructor(readonly commandId: string) {
    super(`Command ${commandId} has already been used for another request.`);
  }
}

/** Another process has handled this place of the lane. `actual` is absent while that other one has not committed yet. */
export class CheckpointMoved extends Error {
  readonly code = 'checkpoint-moved';
  constructor(
    readonly move: CheckpointMove,
    readonly actual: number | undefined,
  ) {
    super(
      `Checkpoint of ${move.consumer} in lane ${move.lane || '(whole log)'} of ${move.publisher} is at ${actual ?? 'a place being moved'}, not ${move.from}.`,
    );
  }
}

export type RefusalReason =
  | 'too-large'
  | 'null-character'
  | 'lone-surrogate'
  | 'unsafe-integer'
  | 'not-json'
  | 'too-deep'
  | 'malformed'
  | 'duplicate-id'
  | 'too-many'
  | 'stream-twice'
  | 'refused-by-database';

/** Something that must never be stored. Nothing of the append was written. */
export class EventRefused extends Error {
  readonly code = 'event-refused';
  constructor(
    readonly reason: RefusalReason,
    /** Which value: a JSON pointer into the append request, e.g. `/streams/0/events/2/data/title`. */
    readonly where: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${where || 'The append'}: ${detail}`, options);
  }

  /** The same, seen from further out. */
  at(place: string): EventRefused {
    return new EventRefused(this.reason, place + this.where, this.detail, { cause: this });
  }
}

/** More is waiting than may wait. Nothing was written. */
export class QueueFull extends Error {
  readonly code = 'queue-full';
  constructor(
    /** Whole seconds, at least 1: for `Retry-After`. */
    readonly retryAfterSeconds: number,
  ) {
    super(`Too much is waiting for the log. Try again in ${retryAfterSeconds} s.`);
  }
}

/** The database cannot be reached, or cannot do its work. */
export class LogUnavailable extends Error {
  readonly code = 'log-unavailable';
  constructor(
    /** `unknown`: the append may have been committed; the same command id settles it. */
    readonly outcome: 'not-written' | 'unknown',
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`The log is not available: ${detail}`, options);
  }
}

/** The database holds another log than the one that was opened, or this one restored from a backup: what was read from it may not exist any more. */
export class UnknownLog extends Error {
  readonly code = 'unknown-log';
  constructor(detail: string) {
    super(`This is not the log that is being read: ${detail}`);
  }
}

/** The clock of a real log is the database's; nobody moves it. */
export class NotADemonstration extends Error {
  readonly code = 'not-a-demonstration';
  constructor(readonly logId: string) {
    super(`Log ${logId} is a real one: it can never become a demonstration, and its clock cannot be moved.`);
  }
}

/** A demonstration's clock never goes back. */
export class ClockOnlyForward extends Error {
  readonly code = 'clock-only-forward';
  constructor(
    readonly now: string,
    readonly to: string,
  ) {
    super(`The clock stands at ${now}; it cannot go back to ${to}.`);
  }
}

/** The schema in the database is not the one that this program works with. */
export class WrongSchema extends Error {
  readonly code = 'wrong-schema';
}
