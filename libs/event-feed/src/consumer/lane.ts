import type { FeedEvent } from '../feed.js';

/** A lane on one consumer. It knows how far it is (`checkpoint`) and how far it has to go (`head`); events in between may or may not be held. */
export interface Lane {
  readonly publisher: string;
  readonly name: string;
  /** Last sequence handled; undefined = to be read from the database. */
  checkpoint: number | undefined;
  /** Last sequence known to exist. */
  head: number;
  /** Events in order without a gap between them; there may be one before the first. */
  held: FeedEvent[];
  /**
   * `queued`: waits for its turn; `waiting`: for time to pass; `gathering`: for the batch under way to end;
   * `parked`: behind a dead letter.
   */
  state: 'idle' | 'queued' | 'running' | 'waiting' | 'gathering' | 'parked';
  /** Tries of the next event that failed. */
  failures: number;
  /** Waits in a row for something that was away. */
  away: number;
  /** A batch that it was in failed: its next event goes alone, to find the guilty one. */
  alone: boolean;
  timer: NodeJS.Timeout | undefined;
  watchers: Set<LaneWatcher>;
}

export interface LaneWatcher {
  sequence: number;
  reached(): void;
  parked(): void;
}

export function newLane(publisher: string, name: string): Lane {
  return {
    publisher,
    name,
    checkpoint: undefined,
    head: 0,
    held: [],
    state: 'idle',
    failures: 0,
    away: 0,
    alone: false,
    timer: undefined,
    watchers: new Set(),
  };
}

export function isBehind(lane: Lane): boolean {
  return lane.head > (lane.checkpoint ?? -1);
}
