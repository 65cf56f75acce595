import { describe, expect, test } from '@jest/globals';
import type { FeedEvent } from '#event-feed';
import { fromMessage, toMessage } from '../src/kafka/kafka-event.js';

const EPOCH = '0190f1aa-0000-7000-8000-00000000000e';
const event = (lane: string): FeedEvent => ({
  id: '0190f1aa-0000-7000-8000-000000000001',
  publisher: 'intake',
  log: 'real-0190f1aa-0000-7000-8000-00000000000a',
  lane,
  sequence: 7,
  ordinal: 70,
  position: 700,
  type: 'dossier.intake.Noted.v1',
  data: { n: 7, note: 'žluťoučký' },
  recordedAt: '2024-06-28T10:00:00.000Z',
  effectiveOn: '2024-06-28',
  correlation: '0190f1aa-0000-7000-8000-00000000000c',
  traceparent: '00-0190f1aa00007000800000000000000c-8000000000000001-01',
});
const bytesOf = ({ key, value, headers }: ReturnType<typeof toMessage>) => ({
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))])),
});

describe('an event as a record', () => {
  test('comes back as it was, with the epoch of its log', () => {
    for (const lane of ['inquiry-1', 'enquête-été', '\ufffd'])
      expect(fromMessage(bytesOf(toMessage(event(lane), EPOCH)))).toEqual({ event: event(lane), epoch: EPOCH });
  });

  test('bytes that are no UTF-8 make no event of it, wherever they stand', () => {
    const good = bytesOf(toMessage(event('lane-é'), EPOCH));
    const broken = Buffer.from([0x6c, 0xff, 0x65]);
    expect(() => fromMessage({ ...good, value: broken })).toThrow('its value is not JSON in UTF-8');
    // The same replacement stands in the lane and in the key: without a look at the bytes the two would be equal.
    const headers = { ...good.headers, ce_subject: broken };
    expect(() => fromMessage({ ...good, key: broken, headers })).toThrow('its key is not UTF-8');
    expect(() => fromMessage({ ...good, headers })).toThrow('the key is not the lane');
    for (const name of ['ce_id', 'ce_source', 'ce_type', 'ce_sequence', 'ce_recordedat', 'ce_traceparent', 'ce_epoch'])
      expect(() => fromMessage({ ...good, headers: { ...good.headers, [name]: broken } })).toThrow(
        expect.objectContaining({ name: 'UnreadableEvent' }),
      );
  });
});
