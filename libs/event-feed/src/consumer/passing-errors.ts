import { CheckpointMoved, LogUnavailable, QueueFull } from '#event-store';
import { PublisherUnavailable } from '../refusals.js';

/**
 * Errors that pass by themselves: the database or the log is away or asks to come back. They are not the event's fault and do not count as tries.
 * SQLSTATE classes (PostgreSQL 18, appendix A): 08 connection, 53 resources, 57P shutting down, 40 rollback (serialization, deadlock), 55P03 lock timeout.
 */
const SQLSTATES = /^(08...|53...|57P0[1-5]|40001|40P01|55P03)$/;
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  // Written to in the moment between a connection's end and the news of it.
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_SOCKET_CLOSED',
]);
/** `pg` gives these no code. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable)/;

export function passesByItself(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  if (error instanceof LogUnavailable || error instanceof QueueFull || error instanceof PublisherUnavailable)
    return true;
  // Another instance is about to move the checkpoint, and may yet fail.
  if (error instanceof CheckpointMoved && error.actual === undefined) return true;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (SQLSTATES.test(code) || SOCKET.has(code))) return true;
  if (MESSAGES.test(error.message)) return true;
  return passesByItself(driverError, depth + 1) || passesByItself(error.cause, depth + 1);
}

/** Another instance of the consumer was first: the refusal of the log's append and of `moveCheckpoint`. */
export function isCheckpointMoved(error: unknown): boolean {
  return error instanceof CheckpointMoved;
}
