import type { CaseView } from '#contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { everyRouteIsDescribed } from '#service-kit';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';
import { reserve } from '../../src/domain/number/number.js';
import { numberStream } from '../../src/rules/rulebook.js';
import { shippedProcedures } from '../../src/rules/shipped-procedures.js';
import { thirdProcedure } from '../domain/third-procedure.js';

describe('What bad input gets', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let inquiry: string;
  let path: string;

  const opening = (number: string) => ({
    number,
    title: { en: 'Widgets' },
    team: [{ person: manager.id, role: 'case-manager', conflict: 'none' }],
  });

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    inquiry = (await manager.post('/inquiries', opening('I-1'))).body.id;
    const made = await manager.post(`/inquiries/${inquiry}/cases`, {
      procedure: 'eu-antitrust',
      number: 'AT.1',
      title: { en: 'Widgets' },
    });
    path = `/cases/${made.body.id}`;
  });
  afterAll(() => authority?.close());

  const head = () => authority.runtime.log.head();

  test('a machine has an account of its own, and no role of an officer beside it', async () => {
    const administrator = await authority.officer('administrator');
    const machine = { name: 'Statistics', email: 'statistics@authority.example', roles: ['machine'] };
    expect((await administrator.post('/people', machine)).status).toBe(201);
    expect(await administrator.post('/people', { ...machine, roles: ['machine', 'case-manager'] })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'roles', message: 'A subscriber or a machine has no other role.' }] },
    });
  });

  test('a name that reads as another one is refused, and one that is written in two ways is kept in one', async () => {
    const administrator = await authority.officer('administrator');
    const adds = (name: string) =>
      administrator.post('/people', { name, email: 'x@authority.example', roles: ['case-handler'] });
    for (const [name, message] of [
      ['\u0410nna Berg', /several scripts/],
      ['Anna \u202egreB', /does not show/],
      ['Anna\nBerg', /does not show/],
    ] as const)
      expect(await adds(name)).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'name', message: expect.stringMatching(message) }] },
      });
    const { id } = (await adds(' Zoe\u0308 Berg ')).body;
    const { items } = (await administrator.get(`/people?ids=${id}`)).body;
    expect(items).toMatchObject([{ name: 'Zo\u00eb Berg' }]);
  });

  test('a number is the same however it is written, and so is given out once', async () => {
    const taken = { status: 409, body: { code: 'case-state.number-taken' } };
    for (const number of [' I-1', 'I-1 ', '\uff29-\uff11', 'I\u20101', 'I\u20111', 'I\u22121'])
      expect(await manager.post('/inquiries', opening(number))).toMatchObject(taken);
    for (const number of ['I\u200b-1', 'I-1\u202e', 'AB\u0421-1'])
      expect(await manager.post('/inquiries', opening(number))).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'number' }] },
      });
    const opened = await manager.post('/inquiries', opening('\uff29\u00a0 \u22122'));
    expect((await manager.get(`/inquiries/${opened.body.id}`)).body).toMatchObject({ number: 'I -2' });
    expect(await manager.post('/inquiries', opening('I -2'))).toMatchObject(taken);
  });

  test('a number that an earlier version gave out as it was sent is found by it, and is not given out again', async () => {
    const number = 'OLD\u2010\uff11 ';
    const { log } = authority.runtime;
    const stream = `inquiry-number-${numberStream(number)}`;
    await log.append({
      command: { id: randomUUID(), operation: 'test.reserve', fingerprint: 'a'.repeat(64) },
      context: {
        actor: { person: manager.id, kind: 'officer', role: 'case-manager' },
        correlation: randomUUID(),
        effectiveOn: FIRST_DAY,
      },
      streams: [{ stream, expected: 0, events: reserve(number, inquiry) }],
    });
    const outsider = await authority.officer('case-handler');
    const asks = (asked: string) => outsider.post('/challenges', { number: asked, reason: 'To look at it' });
    expect(await asks(number)).toMatchObject({ status: 200, body: { id: inquiry } });
    expect(await asks('OLD-1')).toMatchObject({ status: 404 });
    expect(await asks('\uff29\u20101')).toMatchObject({ status: 200, body: { id: inquiry } });
    expect(await asks(' ')).toMatchObject({ status: 400, body: { errors: [{ path: 'number' }] } });
    expect(await manager.post('/inquiries', opening(number))).toMatchObject({
      status: 409,
      body: { code: 'case-state.number-taken' },
    });
  });

  test.each<[string, object, string]>([
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a missing field', { title: undefined }, 'title'],
    ['a wrong type', { number: 7 }, 'number'],
    ['a day that does not exist', { effectiveOn: '2024-02-30' }, 'effectiveOn'],
    ['a role that there is not', { team: [{ person: randomUUID(), role: 'king', conflict: 'none' }] }, 'team.0.role'],
    ['no team', { team: [] }, 'team'],
  ])('%s is named, and nothing is written', async (_, change, field) => {
    const before = await head();
    const refused = await manager.post('/inquiries', { ...opening('I-9'), ...change });
    expect(refused).toMatchObject({
      status: 400,
      body: { type: '/problems/invalid-request', code: 'case-state.invalid-request' },
    });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body.errors.map((error: { path: string }) => error.path)).toEqual([field]);
    expect(await head()).toBe(before);
  });

  test.each<[string, object, number, object]>([
    [
      'a step that is not open',
      { step: 'ProceedingsOpened' },
      409,
      {
        code: 'case-state.step-not-open',
        guard: 'assessment-concluded',
        legalBasis: [{ citation: 'Reg 1/2003 Art 11(6)' }, {}],
        first: ['AssessmentBegun'],
      },
    ],
    ['a step that there is not', { step: 'Abracadabra' }, 409, { code: 'case-state.step-unknown' }],
    ['a step of another desk', { step: 'RfiIssued' }, 409, { guard: 'other-desk' }],
    [
      'an input missing',
      { step: 'CaseClosed' },
      400,
      { code: 'case-state.inputs-not-valid', errors: [{ path: 'inputs.outcome' }] },
    ],
    [
      'an unknown input',
      { step: 'CaseClosed', inputs: { outcome: 'no-grounds', why: 'x' } },
      400,
      { errors: [{ path: 'inputs.why' }] },
    ],
    [
      'an unknown choice',
      { step: 'CaseClosed', inputs: { outcome: 'bribed' } },
      400,
      { errors: [{ path: 'inputs.outcome' }] },
    ],
    [
      'an outcome that the file does not bear out',
      { step: 'CaseClosed', inputs: { outcome: 'decision-final' } },
      409,
      { code: 'case-state.step-not-open', guard: 'decision-stands', legalBasis: [{ citation: 'Best practices' }] },
    ],
    [
      'a day ahead',
      { step: 'CaseClosed', inputs: { outcome: 'no-grounds' }, effectiveOn: '2024-06-04' },
      409,
      { guard: 'effective-in-future' },
    ],
    [
      'a day past without a reason',
      { step: 'CaseClosed', inputs: { outcome: 'no-grounds' }, effectiveOn: '2024-05-31' },
      409,
      { guard: 'backdating-without-reason' },
    ],
    [
      'a day before the case',
      {
        step: 'CaseClosed',
        inputs: { outcome: 'no-grounds' },
        effectiveOn: '2024-05-31',
        backdatingReason: 'the post',
      },
      409,
      { guard: 'before-case-opened' },
    ],
  ])('%s', async (_, body, status, problem) => {
    const before = await head();
    expect(await manager.post(`${path}/steps`, body)).toMatchObject({ status, body: problem });
    expect(await head()).toBe(before);
  });

  test('what cannot be chosen as the case stands is shown with its reason before anybody tries', async () => {
    const { steps } = (await manager.get(path)).body as CaseView;
    const [outcome] = steps.find(({ id }) => id === 'CaseClosed')!.inputs;
    expect(outcome!.shutChoices).toMatchObject([
      {
        choice: 'decision-final',
        why: [{ guard: 'decision-stands', sentence: { en: 'There is no decision on this case that stands.' } }],
      },
    ]);
  });

  test('29 February in a year that has none, and a case with effect before its inquiry', async () => {
    const before = await head();
    const close = { step: 'CaseClosed', inputs: { outcome: 'no-grounds' }, backdatingReason: 'the post' };
    expect(await manager.post(`${path}/steps`, { ...close, effectiveOn: '2023-02-29' })).toMatchObject({
      status: 400,
      body: { code: 'case-state.invalid-request', errors: [{ path: 'effectiveOn' }] },
    });
    const early = {
      procedure: 'eu-antitrust',
      number: 'AT.2',
      title: { en: 'Too early' },
      effectiveOn: '2024-02-29',
      backdatingReason: 'the post',
    };
    expect(await manager.post(`/inquiries/${inquiry}/cases`, early)).toMatchObject({
      status: 409,
      body: { guard: 'before-inquiry-opened' },
    });
    expect(await head()).toBe(before);
  });

  test('two officers take the same step at once: it is taken once, and who was second hears why', async () => {
    const colleague = await authority.officer('head-of-unit');
    const joined = { person: colleague.id, role: 'head-of-unit', conflict: 'none' };
    expect((await manager.post(`/inquiries/${inquiry}/team`, joined)).status).toBe(200);
    const made = await manager.post(`/inquiries/${inquiry}/cases`, {
      procedure: 'merger-screening',
      number: 'M.1',
      title: { en: 'Who controls them' },
    });
    const at = `/cases/${made.body.id}/steps`;
    const close = (outcome: string) => ({ step: 'CaseClosed', inputs: { outcome } });
    const both = await Promise.all([
      manager.post(at, close('no-union-dimension')),
      colleague.post(at, close('not-pursued')),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ guard: 'case-closed' });
    const closings = (await authority.runtime.log.read(`case-${made.body.id}`)).filter(
      ({ data }) => (data as { step?: string }).step === 'CaseClosed',
    );
    const winner = both[0]!.status === 200 ? manager : colleague;
    expect(closings).toMatchObject([{ actor: { person: winner.id } }]);
  });

  test('a stale version is 412, also where the step is shut; a malformed one is 400', async () => {
    const step = { step: 'ProceedingsOpened' };
    expect(await manager.post(`${path}/steps`, step, { ifMatch: 1 })).toMatchObject({
      status: 412,
      body: { code: 'case-state.stale-version' },
    });
    expect(await manager.post(`${path}/steps`, step, { ifMatch: 'newest' })).toMatchObject({ status: 400 });
  });

  test('a request retried with its key has one effect and the first answer; the key with another body is 422', async () => {
    const key = randomUUID();
    const lodged = { step: 'ComplaintLodged', inputs: { complainant: 'Acme', formC: 'complete' } };
    const answers = await Promise.all([1, 2, 3].map(() => manager.post(`${path}/steps`, lodged, { key })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.version)).size).toBe(1);
    const now = (await manager.get(path)).body;
    expect(now.summary.facts.complaintsPending).toBe(1);
    const other = { ...lodged, inputs: { ...lodged.inputs, complainant: 'Bolt' } };
    expect(await manager.post(`${path}/steps`, other, { key })).toMatchObject({
      status: 422,
      body: { code: 'case-state.idempotency-key-reused' },
    });
  });

  test('of objects that are not there, and of ids that are none', async () => {
    for (const unknown of [
      `/inquiries/${randomUUID()}`,
      `/cases/${randomUUID()}`,
      `/procedures/no-such/1`,
      '/calendars/no-such/days?from=2024-01-01&to=2024-01-31',
    ])
      expect(await manager.get(unknown)).toMatchObject({ status: 404, body: { code: 'case-state.not-found' } });
    expect(await manager.get('/inquiries/7')).toMatchObject({ status: 400 });
    expect(await manager.post(`/cases/${randomUUID()}/steps`, { step: 'CaseClosed' })).toMatchObject({ status: 404 });
    expect(
      await manager.post(`/inquiries/${inquiry}/cases`, { procedure: 'no-such', number: 'AT.2', title: { en: 'x' } }),
    ).toMatchObject({ status: 409, body: { code: 'case-state.procedure-unknown' } });
  });

  test('of procedures: for the administrator, sound, and never another content under a version', async () => {
    const { administrator } = authority;
    expect(await manager.post('/procedures', thirdProcedure)).toMatchObject({ status: 403 });
    const unsound = { ...thirdProcedure, calendar: 'maya' };
    expect(await administrator.post('/procedures', unsound)).toMatchObject({
      status: 400,
      body: { code: 'case-state.procedure-unsound', errors: [{ path: 'calendar' }] },
    });
    expect(await administrator.post('/procedures', { ...thirdProcedure, stages: 'two' })).toMatchObject({
      status: 400,
      body: { code: 'case-state.invalid-request' },
    });
    expect(await administrator.post('/procedures', thirdProcedure)).toMatchObject({
      status: 200,
      body: { unchanged: false },
    });
    expect(await administrator.post('/procedures', thirdProcedure)).toMatchObject({
      status: 200,
      body: { unchanged: true },
    });
    const edited = { ...thirdProcedure, title: { en: 'Edited' } };
    expect(await administrator.post('/procedures', edited)).toMatchObject({
      status: 409,
      body: { code: 'case-state.version-already-published' },
    });
    const items = (await manager.get('/procedures')).body.items as { id: string; version: number }[];
    const versions = [...shippedProcedures(), thirdProcedure].map(({ id, version }) => `${id} ${version}`);
    expect(items.map(({ id, version }) => `${id} ${version}`).toSorted()).toEqual(versions.toSorted());
    expect((await manager.get('/procedures/harbour-review/1')).body).toEqual(thirdProcedure);
  });

  test('of people: for the administrator; the name is in the directory and not in the log', async () => {
    const person = { name: 'Zenobia Quark', email: 'z@authority.example', roles: ['case-handler'] };
    expect(await manager.post('/people', person)).toMatchObject({ status: 403 });
    const key = randomUUID();
    const made = await authority.administrator.post('/people', person, { key });
    expect(made).toMatchObject({ status: 201 });
    expect(await authority.administrator.post('/people', person, { key })).toMatchObject({
      status: 201,
      body: { id: made.body.id, unchanged: true },
    });
    expect((await manager.get(`/people?ids=${made.body.id}`)).body).toEqual({
      items: [{ id: made.body.id, name: 'Zenobia Quark', roles: ['case-handler'], invented: false }],
      total: 1,
    });
    expect(JSON.stringify(await authority.runtime.log.page(0, 1000))).not.toContain('Zenobia');
    expect((await authority.anybody.get('/sign-in/options')).body).toMatchObject({ mode: 'demo', outside: [] });
    expect(await authority.anybody.get('/people')).toMatchObject({ status: 401 });
    expect(await authority.anybody.get('/me')).toMatchObject({ status: 401 });
    expect((await manager.get('/me')).body).toMatchObject({ person: manager.id, roles: ['case-manager'] });
  });

  test('a lead starts one inquiry, and only one that was registered', async () => {
    const lead = randomUUID();
    await authority.tell('LeadRegistered', { leadId: lead, kind: 'ex-officio', subject: 'Widgets' });
    expect(await manager.post('/inquiries', { ...opening('I-8'), leadId: lead })).toMatchObject({ status: 201 });
    expect(await manager.post('/inquiries', { ...opening('I-9'), leadId: lead })).toMatchObject({
      status: 409,
      body: { code: 'case-state.lead-taken', guard: 'lead-taken-once', errors: [{ path: 'leadId' }] },
    });
    expect(await manager.post('/inquiries', { ...opening('I-9'), leadId: randomUUID() })).toMatchObject({
      status: 409,
      body: { code: 'case-state.lead-unknown', errors: [{ path: 'leadId' }] },
    });
    const other = randomUUID();
    await authority.tell('LeadRegistered', { leadId: other, kind: 'complaint', subject: 'Twice at once' });
    const both = await Promise.all(
      ['I-10', 'I-11'].map((number) => manager.post('/inquiries', { ...opening(number), leadId: other })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('of days: weekends and holidays are told, and a stretch has an end', async () => {
    const { body } = await manager.get('/calendars/ec-brussels/days?from=2024-08-12&to=2024-08-18');
    expect(body.days).toEqual([
      { day: '2024-08-15', kind: 'holiday', name: 'Assumption' },
      { day: '2024-08-17', kind: 'weekend' },
      { day: '2024-08-18', kind: 'weekend' },
    ]);
    expect(await manager.get('/calendars/ec-brussels/days?from=2024-08-12&to=2024-08-11')).toMatchObject({
      status: 400,
    });
    expect(await manager.get('/calendars/ec-brussels/days?from=2020-01-01&to=2024-08-11')).toMatchObject({
      status: 400,
    });
  });

  test('a request from another site is refused, whatever its cookie', async () => {
    expect(
      await manager.post(`${path}/steps`, { step: 'CaseClosed' }, { headers: { Origin: 'https://elsewhere.example' } }),
    ).toMatchObject({ status: 403 });
  });

  test('the description is complete: every route, every answer', async () => {
    const { body } = await manager.get('/openapi.json');
    expect(everyRouteIsDescribed(body, authority.app, 'case-state')).toEqual([]);
  });

  test('health, metrics and the clock are told', async () => {
    expect(await authority.anybody.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await authority.anybody.get('/clock')).body).toMatchObject({
      today: '2024-06-03',
      origin: 'demonstration',
    });
  });
});
