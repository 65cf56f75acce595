import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '#contracts';
import { addDays } from '#legal-clock';
import { givenWhenThen } from '#testing';
import { decide } from '../../src/domain/addressee/addressee.decide.js';
import type { AddresseeEvent } from '../../src/domain/addressee/addressee.events.js';
import { evolve, initial, lapses } from '../../src/domain/addressee/addressee.state.js';
import type { Changes } from '../../src/domain/addressee/answers.js';
import { bytesOf } from '../../src/domain/size.js';
import { calendar, content, id, pin } from './material.js';

const given = givenWhenThen({ initial, evolve, decide });

const of = {
  rfiId: id('rfi'),
  inquiryId: id('inquiry'),
  caseId: id('case'),
  number: 1,
  addresseeId: id('acme'),
  addressee: 'Acme SA',
};
const limit = '2030-03-25'; // a Monday
const asked: AddresseeEvent = {
  type: 'AddresseeAsked',
  data: {
    ...of,
    country: 'BE',
    contact: id('anna'),
    limit,
    questionnaire: { id: id('questions'), version: 1 },
    asked: 4,
    calendar: pin(calendar.id),
  },
};
const saved = (answers: Changes): AddresseeEvent => ({
  type: 'ReplySaved',
  data: { rfiId: of.rfiId, inquiryId: of.inquiryId, addresseeId: of.addresseeId, answers },
});
const save = (changes: Changes) => ({ type: 'SaveReply' as const, changes, content });
const submit = (on: string) => ({ type: 'SubmitReply' as const, content, on, at: { calendar } });
const named = saved({ A1: { text: 'Acme' } });
const submitted = (on: string) => given(asked, named).when(submit(on)).outcome as AddresseeEvent[];

describe('Saving answers', () => {
  test('keeps those that changed, and only those', () =>
    given(asked, saved({ A1: { text: 'Acme' } }))
      .when(save({ A1: { text: 'Acme' }, B1: { number: '12.50' } }))
      .then([saved({ B1: { number: '12.50' } })]));

  test('that changes nothing records nothing', () =>
    given(asked, named)
      .when(save({ A1: { text: 'Acme' }, B1: null }))
      .then([]));

  test('takes an answer back by null, or by leaving it blank', () => {
    given(asked, named)
      .when(save({ A1: null }))
      .then([saved({ A1: null })]);
    given(asked, named)
      .when(save({ A1: { text: ' ' } }))
      .then([saved({ A1: null })]);
  });

  test('keeps choices once each, in the order offered', () =>
    given(asked)
      .when(save({ B2: { choices: ['south', 'north', 'south'] } }))
      .then([saved({ B2: { choices: ['north', 'south'] } })]));

  test('keeps what is unfinished: too long, out of bounds', () =>
    given(asked)
      .when(save({ A1: { text: 'x'.repeat(30) }, B1: { number: '1000.123' } }))
      .then([saved({ A1: { text: 'x'.repeat(30) }, B1: { number: '1000.123' } })]));

  test('refuses what fits no question, and names each', () => {
    const { outcome } = given(asked).when(
      save({ Z9: { text: '?' }, A1: { number: '1' }, A2: { choices: ['fly'] }, B2: { choices: ['north'] } }),
    );
    expect(outcome).toMatchObject({
      code: 'answers-unfit',
      errors: [{ path: 'answers.Z9' }, { path: 'answers.A1' }, { path: 'answers.A2' }],
    });
  });

  test('is refused after the submission', () =>
    given(asked, named, ...submitted(limit))
      .when(save({ A1: { text: 'Other' } }))
      .then({ code: 'reply-frozen' }));

  test('splits what one envelope cannot hold, and refuses a single answer that none can', () => {
    const long = { ...content, sections: content.sections.slice(0, 1) };
    long.sections = [
      {
        ...long.sections[0]!,
        questions: ['A1', 'A2', 'A3', 'A4', 'A5'].map((question) => ({
          kind: 'text' as const,
          id: question,
          text: { en: 'Say' },
          required: false,
          maxLength: 20_000,
        })),
      },
    ];
    const changes = Object.fromEntries(['A1', 'A2', 'A3', 'A4', 'A5'].map((q) => [q, { text: 'é'.repeat(15_000) }]));
    const events = given(asked).when({ type: 'SaveReply', changes, content: long }).outcome as AddresseeEvent[];
    expect(events.length).toBeGreaterThan(1);
    for (const event of events) expect(bytesOf(event.data)).toBeLessThanOrEqual(60_000);
    expect(given(asked, ...events).state().answers).toEqual(changes);
    given(asked)
      .when({ type: 'SaveReply', changes: { A1: { text: '\u0001'.repeat(20_000) } }, content: long })
      .then({ code: 'answer-too-long' });
  });

  test('never loses an answer that was not touched', () =>
    fc.assert(
      fc.property(fc.array(anyChanges(), { maxLength: 6 }), anyChanges(), (earlier, last) => {
        const history = earlier.reduce<AddresseeEvent[]>(
          (events, changes) => [...events, ...(given(...events).when(save(changes)).outcome as AddresseeEvent[])],
          [asked],
        );
        const before = given(...history).state().answers;
        const events = given(...history).when(save(last)).outcome as AddresseeEvent[];
        const after = given(...history, ...events).state().answers;
        for (const question of Object.keys(before))
          if (!(question in last)) expect(after[question]).toEqual(before[question]);
        // And saving the same again changes nothing.
        expect(given(...history, ...events).when(save(last)).outcome).toEqual([]);
      }),
    ));
});

describe('Submitting the reply', () => {
  test('in time freezes it', () =>
    given(asked, named)
      .when(submit(limit))
      .then([
        {
          type: 'ReplySubmitted',
          data: {
            secondFactor: 'code-by-mail',
            ...of,
            submittedOn: limit,
            limit,
            late: false,
            workingDaysLate: 0,
            answered: 1,
            asked: 4,
          },
        },
      ]));

  test('after the limit is late, by working days: 1 April is a holiday', () =>
    given(asked, named)
      .when(submit('2030-04-02'))
      .then([
        {
          type: 'ReplySubmitted',
          data: {
            secondFactor: 'code-by-mail',
            ...of,
            submittedOn: '2030-04-02',
            limit,
            late: true,
            workingDaysLate: 5,
            answered: 1,
            asked: 4,
          },
        },
      ]));

  test('is never refused for want of a calendar: weekdays count as they are', () =>
    expect(submitted('2031-01-03')).toMatchObject([{ data: { late: true } }]));

  test('is refused while a required answer is missing', () =>
    given(asked)
      .when(submit(limit))
      .then({ code: 'reply-incomplete', errors: [{ path: 'answers.A1', message: 'Question A1 must be answered.' }] }));

  test.each<[string, Record<string, Answer>, string]>([
    ['a text that is too long', { A1: { text: 'x'.repeat(21) } }, 'answers.A1'],
    ['a number below its minimum', { B1: { number: '-0.01' } }, 'answers.B1'],
    ['a number above its maximum', { B1: { number: '100.01' } }, 'answers.B1'],
    ['a number with too many decimals', { B1: { number: '1.001' } }, 'answers.B1'],
  ])('is refused with %s', (_, answers, path) => {
    expect(given(asked, named, saved(answers)).when(submit(limit)).outcome).toMatchObject({
      code: 'reply-incomplete',
      errors: [{ path }],
    });
  });

  test('a second time has no effect, whatever the day', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (first, second) => {
        const events = submitted(addDays('2030-03-05', first));
        expect(given(asked, named, ...events).when(submit(addDays('2030-03-05', first + second))).outcome).toEqual([]);
      }),
    ));

  test('is late exactly when it comes after the limit', () =>
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 60 }), (days) => {
        const on = addDays(limit, days);
        const [event] = submitted(on);
        expect(event).toMatchObject({ data: { late: on > limit } });
        if (on <= limit) expect(event).toMatchObject({ data: { workingDaysLate: 0 } });
      }),
    ));
});

describe('The limit', () => {
  const after = (...events: AddresseeEvent[]) => given(asked, ...events).state();

  test('runs out when its last day is over, in effect on the day after', () => {
    expect(lapses(after(), limit)).toEqual([]);
    expect(lapses(after(), '2030-03-26')).toEqual([
      { clock: 'limit', revision: 1, due: '2030-03-26', events: [{ type: 'ReplyOverdue', data: { ...of, limit } }] },
    ]);
    expect(lapses(after(), '2030-06-01')).toMatchObject([{ due: '2030-03-26' }]);
  });

  test('runs out once, and not for a reply that is in', () => {
    expect(lapses(after({ type: 'ReplyOverdue', data: { ...of, limit } }), '2030-06-01')).toEqual([]);
    expect(lapses(after(named, ...submitted(limit)), '2030-06-01')).toEqual([]);
    expect(lapses(initial, '2030-06-01')).toEqual([]);
  });
});

/** Any save that fits the questions, blanks and nulls included. */
function anyChanges(): fc.Arbitrary<Changes> {
  return fc.record(
    {
      A1: fc.option(fc.string({ maxLength: 30 }).map((text) => ({ text }))),
      A2: fc.option(fc.constantFrom('make', 'sell').map((choice) => ({ choices: [choice] }))),
      B1: fc.option(fc.integer().map((number) => ({ number: String(number) }))),
      B2: fc.option(fc.subarray(['north', 'south']).map((choices) => ({ choices }))),
    },
    { requiredKeys: [] },
  );
}
