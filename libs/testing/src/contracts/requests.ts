import { randomUUID } from 'node:crypto';
import { fingerprintOf, type AppendContext, type AppendRequest, type NewEvent } from '#event-store';

/** A stream that nobody else uses. */
export const someStream = (): string => `case-${randomUUID()}`;

export const someContext = (context: Partial<AppendContext> = {}): AppendContext => ({
  actor: { person: randomUUID(), kind: 'officer', role: 'case-handler' },
  correlation: randomUUID(),
  effectiveOn: '2024-06-28',
  ...context,
});

/** `count` events that can be told apart. */
export const someEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, n) => ({ type: 'NoteTaken', data: { n, mark: randomUUID() } }));

/** A whole request around the streams; another command each time. */
export function appendTo(streams: AppendRequest['streams'], more: Partial<AppendRequest> = {}): AppendRequest {
  return {
    command: { id: randomUUID(), operation: 'note.take', fingerprint: fingerprintOf(streams) },
    context: someContext(),
    streams,
    ...more,
  };
}

/** `count` events onto one stream that stands at `expected`. */
export const appendOnto = (stream: string, expected: number, count = 1): AppendRequest =>
  appendTo([{ stream, expected, events: someEvents(count) }]);
