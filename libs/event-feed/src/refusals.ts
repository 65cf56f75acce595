import type { CheckpointMove } from '#event-store';
import type { LogEpoch, StoppedLane } from './feed.js';

/** The handler came back and the checkpoint stood where it was. */
export class HandlerDidNotSettle extends Error {
  override readonly name = 'HandlerDidNotSettle';
  constructor(move: CheckpointMove) {
    super(
      `the handler of ${move.consumer} returned without moving its checkpoint of lane ${move.lane} of ${move.publisher} from ${move.from} to ${move.to}; ` +
        'move it in the commit of the effect, or call ctx.settle()',
    );
  }
}

export class HandlerTimedOut extends Error {
  override readonly name = 'HandlerTimedOut';
  constructor(type: string, milliseconds: number) {
    super(`the handler of ${type} had not returned after ${milliseconds} ms`);
  }
}

/** A handler threw what is not an Error. */
export class NotAnError extends Error {
  override readonly name = 'NotAnError';
  constructor(readonly thrown: unknown) {
    super(`a handler threw what is not an Error: ${describe(thrown)}`);
  }
}

function describe(thrown: unknown): string {
  try {
    return JSON.stringify(thrown)?.slice(0, 500) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

export class LaneParked extends Error {
  override readonly name = 'LaneParked';
  constructor(
    readonly consumer: string,
    readonly publisher: string,
    readonly lane: string,
  ) {
    super(`lane ${lane} of ${publisher} is parked on ${consumer}: see its dead letters`);
  }
}

/** Time was up before the consumer had handled what was asked for. */
export class NotCaughtUp extends Error {
  override readonly name = 'NotCaughtUp';
  constructor(
    readonly consumer: string,
    readonly publisher: string,
    readonly position: number,
  ) {
    super(`${consumer} has not yet handled all that ${publisher} published up to position ${position}`);
  }
}

export class UnknownPublisher extends Error {
  override readonly name = 'UnknownPublisher';
  constructor(readonly publisher: string) {
    super(`no publisher ${publisher} here`);
  }
}

/** The publisher cannot be read now; the reader tries again. */
export class PublisherUnavailable extends Error {
  override readonly name = 'PublisherUnavailable';
  constructor(
    readonly publisher: string,
    why: string,
    options?: ErrorOptions,
  ) {
    super(`the feed of ${publisher} cannot be read: ${why}`, options);
  }
}

/** What was read of a publisher is of another log, or another epoch, than was asked for. */
export class AnotherLog extends Error {
  override readonly name = 'AnotherLog';
  constructor(
    readonly publisher: string,
    readonly asked: LogEpoch,
    readonly met: LogEpoch,
  ) {
    super(
      `log ${asked.id}, epoch ${asked.epoch}, of ${publisher} was asked for, and ${met.id}, epoch ${met.epoch}, is there`,
    );
  }
}

/** The publisher's log is not the one that this consumer's checkpoints belong to (it was restored from a backup, or replaced). */
export class UnknownLog extends Error {
  override readonly name = 'UnknownLog';
  constructor(
    readonly consumer: string,
    readonly publisher: string,
    readonly known: string,
    readonly met: string,
  ) {
    super(`${consumer} knows ${publisher} by log ${known} and now meets log ${met}: it stops following it`);
  }
}

export class UnknownDeadLetter extends Error {
  override readonly name = 'UnknownDeadLetter';
  constructor(readonly id: string) {
    super(`no dead letter ${id}`);
  }
}

export class AlreadyResolved extends Error {
  override readonly name = 'AlreadyResolved';
  constructor(
    readonly id: string,
    readonly state: string,
  ) {
    super(`dead letter ${id} is ${state} already`);
  }
}

export class NotStopped extends Error {
  override readonly name = 'NotStopped';
  constructor(readonly lane: string) {
    super(`lane ${lane} is not stopped`);
  }
}

/** An event cannot be published as the mapping and the contract stand. */
export class PublicationRefused extends Error {
  override readonly name = 'PublicationRefused';
  constructor(readonly stopped: Omit<StoppedLane, 'stoppedAt'>) {
    super(`lane ${stopped.lane} is stopped at position ${stopped.position}: ${stopped.error}`);
  }
}

/** Two handlers of one type on one consumer: one checkpoint cannot move in two commits. */
export class TwoHandlers extends Error {
  override readonly name = 'TwoHandlers';
  constructor(consumer: string, type: string) {
    super(`consumer ${consumer} has two handlers of ${type}; give the second effect a consumer of its own`);
  }
}

/** Not a CloudEvent as this feed writes them. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}
