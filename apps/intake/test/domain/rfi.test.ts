import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, isWorkingDay } from '#legal-clock';
import { givenWhenThen } from '#testing';
import { evolveRegister, initialRegister, numberRfi } from '../../src/domain/rfi/case-rfis.state.js';
import type { Draft } from '../../src/domain/rfi/draft.js';
import { checksOf, type IssueFacts } from '../../src/domain/rfi/rfi.checks.js';
import { decide, type IssueRfi } from '../../src/domain/rfi/rfi.decide.js';
import type { RfiEvent } from '../../src/domain/rfi/rfi.events.js';
import { awaitedRfi, evolve, initial, type Rfi } from '../../src/domain/rfi/rfi.state.js';
import { reckonLimit } from '../../src/domain/rfi/limit.js';
import { calendar, complete, facts, id, ISSUE_DAY, pin, simple } from './material.js';

const given = givenWhenThen({ initial, evolve, decide });

const of = { rfiId: id('rfi'), inquiryId: id('inquiry'), caseId: id('case') };
const prepared = (draft: Draft): RfiEvent => ({ type: 'RfiPrepared', data: { ...of, draft } });
const issue = (change: Partial<IssueFacts> = {}): IssueRfi => ({
  type: 'IssueRfi',
  number: 1,
  signer: id('signer'),
  facts: { ...facts, ...change },
});
const refusedFor = (draft: Draft, guard: string, change: Partial<IssueFacts> = {}) =>
  given(prepared(draft)).when(issue(change)).then({ code: 'rfi-incomplete', guard });
const without = (field: keyof Draft): Draft => {
  const { [field]: _, ...rest } = complete;
  return rest;
};
const issued = given(prepared(complete)).when(issue()).outcome as RfiEvent[];

describe('A request for information that is being prepared', () => {
  test('may lack everything', () =>
    given()
      .when({ type: 'PrepareRfi', ...of, caseOpen: true, draft: {} })
      .then([prepared({})]));

  test('is not prepared on a closed case', () =>
    given()
      .when({ type: 'PrepareRfi', ...of, caseOpen: false, draft: {} })
      .then({ code: 'case-closed' }));

  test('is replaced whole by a change, and not by the same again', () => {
    const changed: RfiEvent = {
      type: 'RfiDraftChanged',
      data: { rfiId: of.rfiId, inquiryId: of.inquiryId, draft: complete },
    };
    given(prepared({})).when({ type: 'ChangeRfi', draft: complete }).then([changed]);
    given(prepared({}), changed)
      .when({ type: 'ChangeRfi', draft: structuredClone(complete) })
      .then([]);
  });

  test('can be withdrawn, once, and not changed after it', () => {
    const withdrawn: RfiEvent = {
      type: 'RfiWithdrawn',
      data: { rfiId: of.rfiId, inquiryId: of.inquiryId, reason: 'overtaken' },
    };
    given(prepared({})).when({ type: 'WithdrawRfi', reason: 'overtaken' }).then([withdrawn]);
    given(prepared({}), withdrawn).when({ type: 'WithdrawRfi', reason: 'again' }).then([]);
    given(prepared({}), withdrawn).when({ type: 'ChangeRfi', draft: complete }).then({ code: 'rfi-not-a-draft' });
    given(prepared(complete), withdrawn).when(issue()).then({ code: 'rfi-not-a-draft' });
  });

  test('that one event cannot hold is refused', () => {
    const addressees = Array.from({ length: 400 }, (_, n) => ({
      ...complete.addressees![0]!,
      id: id(`a${n}`),
      name: `${'Very long name '.repeat(12)}${n}`,
    }));
    given()
      .when({ type: 'PrepareRfi', ...of, caseOpen: true, draft: { ...complete, addressees } })
      .then({ code: 'rfi-too-long' });
  });
});

describe('Issuing a request', () => {
  test('says everything that binds its addressees', () => {
    expect(issued).toHaveLength(1);
    expect(issued[0]).toMatchObject({
      type: 'RfiIssued',
      data: {
        ...of,
        number: 1,
        kind: 'simple',
        limitWritten: '2030-03-25',
        limit: '2030-03-25',
        questions: 4,
        notices: simple.notices,
        calendar: pin(calendar.id),
        procedure: pin('widgets'),
        issuedBy: id('signer'),
      },
    });
  });

  test('twice has one effect', () =>
    given(prepared(complete), ...issued)
      .when(issue())
      .then([]));

  test('freezes the draft', () => {
    given(prepared(complete), ...issued)
      .when({ type: 'ChangeRfi', draft: {} })
      .then({ code: 'rfi-not-a-draft' });
    given(prepared(complete), ...issued)
      .when({ type: 'WithdrawRfi', reason: 'too late' })
      .then({ code: 'rfi-not-a-draft' });
  });

  test('is refused on a closed case', () =>
    refusedFor(complete, 'case-open', { case: { ...facts.case, open: false } }));
  test('is refused without a kind', () => refusedFor(without('kind'), 'kind-allowed'));
  test('is refused for a kind that the procedure does not know', () =>
    refusedFor({ ...complete, kind: 'decision' }, 'kind-allowed'));
  test('is refused without a legal basis', () => refusedFor(without('basis'), 'legal-basis-named'));
  test('is refused on a basis that is not among the rule’s', () =>
    refusedFor({ ...complete, basis: [{ citation: 'Gadgets Act s 1' }] }, 'legal-basis-named'));
  test('is refused without a subject', () => refusedFor(without('subject'), 'subject-stated'));
  test('is refused without a purpose', () => refusedFor({ ...complete, purpose: ' ' }, 'purpose-stated'));
  test('is refused without a questionnaire', () => {
    const { questionnaire: _, ...rest } = facts;
    given(prepared(without('questionnaire')))
      .when({ ...issue(), facts: rest })
      .then({ guard: 'questions-asked' });
  });
  test('is refused without a calendar date as limit', () => refusedFor(without('limit'), 'limit-is-a-date'));
  test('is refused when the limit lies before the day of effect', () =>
    refusedFor({ ...complete, limit: '2030-03-01' }, 'limit-not-before-effect'));
  test('is refused when the limit is shorter than the rule', () =>
    refusedFor({ ...complete, limit: '2030-03-15' }, 'limit-not-too-short'));
  test('is refused when a notice is missing', () => refusedFor({ ...complete, notices: ['fines'] }, 'notice-versions'));
  test('is refused with a notice that the rule does not know', () =>
    refusedFor({ ...complete, notices: ['fines', 'versions', 'weather'] }, 'notice-known'));
  test('is refused without addressees', () => refusedFor({ ...complete, addressees: [] }, 'addressees-named'));
  test.each([[' ＡＣＭＥ  sa'], ['Ac\u034fme\u3164 SA']])(
    'is refused when it asks the same undertaking twice, as %j',
    (name) => {
      const [first] = complete.addressees!;
      refusedFor(
        { ...complete, addressees: [...complete.addressees!, { ...first!, id: id('acme2'), name }] },
        'no-addressee-twice',
      );
    },
  );
  test('is refused when the signer may not sign', () =>
    refusedFor(complete, 'signer-may-sign', { signer: ['case-handler'] }));
  test('is refused when the calendar of the case is not known', () => {
    const { counting: _, ...rest } = facts;
    given(prepared(complete))
      .when({ ...issue(), facts: rest })
      .then({ guard: 'limit-can-be-reckoned' });
  });
  test('is refused when the calendar has no list for the year of the limit', () =>
    refusedFor({ ...complete, limit: '2031-03-03' }, 'limit-can-be-reckoned'));
  test('and that calendar is named by its title', () => {
    const { outcome } = given(prepared({ ...complete, limit: '2031-03-03' })).when(issue());
    expect(outcome).toMatchObject({
      detail: { en: expect.stringContaining(`“${facts.counting!.calendar.title}” has no list of holidays for 2031`) },
    });
  });

  test('names the first thing that fails, and all of them', () => {
    const { outcome } = given(prepared({ kind: 'simple' })).when({
      ...issue(),
      facts: { ...facts, questionnaire: undefined as never },
    });
    expect(outcome).toMatchObject({ guard: 'legal-basis-named', basis: simple.basis });
    expect((outcome as { errors: { path: string }[] }).errors.map((error) => error.path)).toEqual([
      'draft.basis',
      'draft.subject',
      'draft.purpose',
      'draft.questionnaire',
      'draft.limit',
      'draft.notices',
      'draft.notices',
      'draft.addressees',
    ]);
  });
});

describe('The limit', () => {
  test('may be shorter when the request is narrow and the rule allows it', () => {
    const narrow: Draft = { ...complete, narrow: true, limit: '2030-03-11' };
    expect(given(prepared(narrow)).when(issue()).outcome).toMatchObject([{ data: { limit: '2030-03-11' } }]);
    refusedFor({ ...narrow, limit: '2030-03-08' }, 'limit-not-too-short');
  });

  test('on a holiday is not refused: it ends with the next working day, and the check says so', () => {
    const onHoliday: Draft = { ...complete, limit: '2030-04-01' };
    const [event] = given(prepared(onHoliday)).when(issue()).outcome as Extract<RfiEvent, { type: 'RfiIssued' }>[];
    expect(event).toMatchObject({ data: { limitWritten: '2030-04-01', limit: '2030-04-02' } });
    expect(event!.data.limitExplanation.steps.map((step) => [step.rule, step.day])).toEqual([
      ['event-not-counted', ISSUE_DAY],
      ['first-day-counted', '2030-03-05'],
      ['week-ends-same-weekday', '2030-03-18'],
      ['last-day-moved', '2030-03-19'],
      ['limit-fixed', '2030-04-01'],
      ['last-day-moved', '2030-04-02'],
      ['result', '2030-04-02'],
    ]);
    const check = checksOf(onHoliday, facts).find((each) => each.guard === 'limit-on-a-working-day');
    expect(check).toMatchObject({ ok: true });
    expect(check!.sentence.en).toContain('2 April 2030');
  });

  test('whose written day is a holiday is long enough when its moved end is', () => {
    // Two weeks from 4 March end on the 18th, which is a holiday; written as such, it ends on the 19th, as the rule's own does.
    expect(given(prepared({ ...complete, limit: '2030-03-18' })).when(issue()).outcome).toMatchObject([
      { data: { limit: '2030-03-19' } },
    ]);
  });

  test('always ends on a working day, never before the day written, and never more than a week after it', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (days) => {
        const written = addDays(ISSUE_DAY, days);
        const limit = reckonLimit({ effectiveOn: ISSUE_DAY, written, minimum: '2w', counting: facts.counting! });
        if ('calendarYearMissing' in limit) throw new Error('the list is there');
        expect(isWorkingDay(limit.end, { calendar })).toBe(true);
        expect(limit.end >= written && limit.end <= addDays(written, 7)).toBe(true);
      }),
    ));
});

describe('The register of a case', () => {
  test('numbers its requests from 1, each once', () => {
    const numbered = ['first', 'second', 'first'].reduce((register, name) => {
      const events = numberRfi(register, id('case'), id(name));
      return events.reduce(evolveRegister, register);
    }, initialRegister);
    expect(numbered).toEqual({ last: 2, numbers: { [id('first')]: 1, [id('second')]: 2 } });
  });
});

describe('The limit of a request', () => {
  const issuedRfi = (...events: RfiEvent[]): Rfi => events.reduce(evolve, initial);
  const request = issued[0] as Extract<RfiEvent, { type: 'RfiIssued' }>;
  const { limit, warnings } = request.data;
  const due = (rfi: Rfi, day: string) => awaitedRfi.lapses!(rfi, day);
  const on = warnings![0]!.on;

  test('is warned of three working days ahead, when it is issued before that day', () => {
    expect([limit, warnings]).toEqual(['2030-03-25', [{ ahead: '3wd', on: '2030-03-20' }]]);
    expect(due(issuedRfi(prepared(complete), request), addDays(on, -1))).toEqual([]);
    expect(due(issuedRfi(prepared(complete), request), on)).toEqual([
      {
        clock: `limit ${limit} 3wd ahead`,
        revision: 1,
        due: on,
        events: [
          {
            type: 'LimitWarningGiven',
            data: { ...of, number: 1, subject: complete.subject, limit, ahead: '3wd' },
          },
        ],
      },
    ]);
  });

  test('is warned of once, however late somebody looks', () => {
    const [lapse] = due(issuedRfi(prepared(complete), request), '2031-01-01');
    expect(lapse!.due).toBe(on);
    expect(due(issuedRfi(prepared(complete), request, ...lapse!.events), '2031-01-01')).toEqual([]);
  });

  test('of a draft, of one that was withdrawn, and of a request from before there were warnings, is not warned of', () => {
    const withdrawn: RfiEvent = { type: 'RfiWithdrawn', data: { ...of, reason: 'overtaken' } };
    const { warnings: _, ...before } = request.data;
    for (const rfi of [
      issuedRfi(prepared(complete)),
      issuedRfi(prepared(complete), withdrawn),
      issuedRfi(prepared(complete), { type: 'RfiIssued', data: before }),
    ])
      expect(due(rfi, '2031-01-01')).toEqual([]);
  });
});
