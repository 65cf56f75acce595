import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '#contracts';
import { takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { foldInquiry } from '../../src/domain/as-of/fold-inquiry.js';
import { and, antitrust, CASE, facts, id, INQUIRY, openedCase, reply, request, stand } from './a-case.js';

let position = 0;
/** An event of the log, as recorded at noon of a day. */
const recorded = (stream: string, event: object, recordedOn: string): StoredEvent =>
  ({ stream, position: ++position, recordedAt: `${recordedOn}T12:00:00.000Z`, ...event }) as StoredEvent;

/** A reply of 19 July, taken for one of the 22nd: recorded on the 23rd, corrected on the 26th. */
const log: StoredEvent[] = [
  recorded(
    `inquiry-${INQUIRY.id}`,
    {
      type: 'InquiryOpened',
      effectiveOn: '2024-01-09',
      data: { inquiryId: INQUIRY.id, number: 'I-1', title: { en: 'A matter' } },
    },
    '2024-01-09',
  ),
  ...openedCase(antitrust, '2024-06-28').map((event) => recorded(`case-${CASE}`, event, '2024-06-28')),
  recorded(
    `case-${CASE}`,
    {
      type: 'RfiNoted',
      id: id(900),
      effectiveOn: '2024-06-28',
      data: { ...request(1, [1, 2], '2024-07-19'), issuedOn: '2024-06-28' },
    },
    '2024-06-28',
  ),
  recorded(
    `case-${CASE}`,
    { type: 'ReplyNoted', id: id(901), effectiveOn: '2024-07-22', data: reply(1, 1, '2024-07-22', '2024-07-19') },
    '2024-07-23',
  ),
  recorded(
    `case-${CASE}`,
    {
      type: 'ReplyNoted',
      id: id(902),
      effectiveOn: '2024-07-19',
      corrects: id(901),
      data: reply(1, 1, '2024-07-19', '2024-07-19'),
    },
    '2024-07-26',
  ),
  recorded(
    `inquiry-${id(111)}`,
    {
      type: 'InquiryOpened',
      effectiveOn: '2024-01-09',
      data: { inquiryId: id(111), number: 'I-2', title: { en: 'Another' } },
    },
    '2024-07-26',
  ),
];
const first = (asOf: { recordedUpTo?: string; effectiveUpTo?: string }) =>
  foldInquiry(log, INQUIRY.id, asOf).cases[0]?.rfis[id(301)]?.addressees[id(401)]?.state;

describe('the two questions about a day', () => {
  test('what did we know on the 24th? That the reply was late', () => {
    expect(first({ recordedUpTo: '2024-07-24T21:59:59.999Z', effectiveUpTo: '2024-07-24' })).toBe('late');
  });

  test('what do we now know of the 24th, and of the 19th? That it was in time', () => {
    expect(first({ effectiveUpTo: '2024-07-24' })).toBe('in');
    expect(first({ effectiveUpTo: '2024-07-19' })).toBe('in');
    expect(first({ effectiveUpTo: '2024-07-18' })).toBe('asked');
  });

  test('what did we know, on the 20th, of the 20th? Nothing of it yet', () => {
    expect(first({ recordedUpTo: '2024-07-20T21:59:59.999Z', effectiveUpTo: '2024-07-20' })).toBe('asked');
  });

  test('before anything, there is nothing; another inquiry is passed over', () => {
    expect(foldInquiry(log, INQUIRY.id, { effectiveUpTo: '2024-01-08' })).toMatchObject({
      inquiry: undefined,
      cases: [],
    });
    expect(foldInquiry(log, INQUIRY.id).inquiry?.number).toBe('I-1');
    expect(foldInquiry(log, INQUIRY.id).upToPosition).toBe(log.length - 1);
  });

  test('the whole log folds to what the case has become', () => {
    const history = and(openedCase(antitrust, '2024-06-28'), [], '2024-06-28');
    const close = {
      step: 'CaseClosed',
      inputs: { outcome: 'no-grounds' },
      role: 'head-of-unit',
      effectiveOn: '2024-07-01',
    };
    const closed = and(history, takeStepByOfficer(history, close, facts(antitrust)), '2024-07-01');
    const events = closed.map((event) => recorded(`case-${CASE}`, event, event.effectiveOn));
    expect(foldInquiry(events, INQUIRY.id).cases).toEqual([stand(closed)]);
  });
});
