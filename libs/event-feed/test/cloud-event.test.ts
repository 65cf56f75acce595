import { CloudEvent, fromCloudEvent, toCloudEvent, UnreadableEvent, type FeedEvent } from '#event-feed';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

const event: FeedEvent = {
  id: '0190f1aa-0000-7000-8000-000000000001',
  publisher: 'case-state',
  log: 'demonstration-0190f1aa-0000-7000-8000-000000000002',
  lane: '0190f1aa-0000-7000-8000-000000000003',
  sequence: 12,
  ordinal: 40,
  position: 81,
  type: 'dossier.case-state.StepTaken.v1',
  data: { step: 'CaseClosed' },
  recordedAt: '2024-06-28T09:42:00.000Z',
  effectiveOn: '2024-06-27',
  correlation: '0190f1aa-0000-7000-8000-000000000004',
  traceparent: '00-0190f1aa000070008000000000000004-8000000000000001-01',
};

describe('a published fact as a CloudEvent', () => {
  test('has the attributes that the specification asks for, and ours', () => {
    expect(toCloudEvent(event)).toEqual({
      specversion: '1.0',
      id: event.id,
      source: '/dossier/case-state/demonstration-0190f1aa-0000-7000-8000-000000000002',
      type: 'dossier.case-state.StepTaken.v1',
      subject: event.lane,
      time: '2024-06-28T09:42:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:dossier:schema:dossier.case-state.StepTaken.v1',
      sequence: '0000000000000012',
      position: '0000000000000081',
      recordedat: '2024-06-28T09:42:00.000Z',
      effectiveon: '2024-06-27',
      correlationid: event.correlation,
      traceparent: event.traceparent,
      data: { step: 'CaseClosed' },
    });
  });

  test('keeps to the naming rules of CloudEvents 1.0: lower-case letters and digits', () => {
    for (const name of Object.keys(toCloudEvent(event))) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  });

  test('is read back as it was', () => {
    expect(fromCloudEvent(JSON.parse(JSON.stringify(toCloudEvent(event))), event.ordinal)).toEqual(event);
  });

  test('sorts as text as it does as a number', () => {
    const sequence = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(sequence, sequence, (one, other) => {
        const [a, b] = [one, other].map((each) => toCloudEvent({ ...event, sequence: each }).sequence) as [
          string,
          string,
        ];
        return one < other === a < b && fromCloudEvent(toCloudEvent({ ...event, sequence: one })).sequence === one;
      }),
    );
  });

  test.each([
    ['nothing', undefined, /event: /],
    ['another version of the specification', { specversion: '0.3' }, /specversion/],
    ['no subject', { subject: '' }, /subject/],
    ['a foreign source', { source: 'https://example.org' }, /source/],
    ['a foreign type', { type: 'com.example.thing' }, /type/],
    ['a sequence that is no number', { sequence: 'x' }, /sequence/],
    ['a sequence beyond 2^53', { sequence: '9999999999999999' }, /sequence/],
    ['a day that does not exist', { effectiveon: '2024-02-30' }, /effectiveon/],
    ['no data', { data: undefined }, /data/],
  ])('with %s is refused, and it says why', (_name, wrong, words) => {
    const read = () => fromCloudEvent(wrong && { ...toCloudEvent(event), ...wrong });
    expect(read).toThrow(UnreadableEvent);
    expect(read).toThrow(words);
  });
});

describe('an event that is right beyond question', () => {
  const right = toCloudEvent(event);
  const wrong: Partial<Record<keyof typeof right, unknown[]>> = {
    specversion: ['1.1', undefined],
    id: ['x', right.id.toUpperCase(), 7],
    source: ['/dossier/intake', '', undefined],
    type: ['dossier.intake.Noted', undefined],
    subject: ['', undefined],
    time: ['2024-06-28', '2024-02-30T00:00:00.000Z', undefined],
    datacontenttype: ['text/plain', undefined],
    dataschema: ['', undefined],
    sequence: ['12', '9999999999999999', '-000000000000001', undefined],
    position: ['81', '9007199254740993', undefined],
    recordedat: ['2024-06-28T09:42:00Z', '2023-02-29T00:00:00.000Z', undefined],
    effectiveon: ['2023-02-29', '20240628', '1899-12-31', undefined],
    correlationid: ['x', undefined],
    traceparent: ['00-1-1-01', undefined],
    data: [undefined],
  };

  test.each(Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value])))(
    'with %s = %p it is read as the schema reads it, after a right one as before',
    (name, value) => {
      expect(fromCloudEvent(right, event.ordinal)).toEqual(event);
      const other = { ...right, [name as string]: value };
      const read = CloudEvent.safeParse(other);
      if (read.success) expect(fromCloudEvent(other)).toEqual(fromCloudEvent(read.data));
      else expect(() => fromCloudEvent(other)).toThrow(UnreadableEvent);
    },
  );
});
