import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { foldInquiry } from '../../src/index.js';
import { thirdProcedure } from '../domain/third-procedure.js';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** One matter from its opening on, over HTTP, in the order of its days. */
describe('A matter over HTTP', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let handler: AtTheDoors;
  let head: AtTheDoors;
  let outsider: AtTheDoors;
  let inquiry: string;
  let screening: string;
  let antitrust: string;
  const rfi = randomUUID();
  const [first, second] = [randomUUID(), randomUUID()];

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    handler = await authority.officer('case-handler');
    head = await authority.officer('head-of-unit');
    outsider = await authority.officer('case-manager');
  });
  afterAll(() => authority?.close());

  const lead = randomUUID();
  const matter = (number: string, leadId?: string) => ({
    number,
    title: { en: 'Cable and harbour' },
    ...(leadId !== undefined && { leadId }),
    team: [
      { person: manager.id, role: 'case-manager', conflict: 'none' },
      { person: handler.id, role: 'case-handler', conflict: 'not-yet' },
      { person: head.id, role: 'head-of-unit', conflict: 'none' },
    ],
  });
  const issued = () => ({
    rfiId: rfi,
    inquiryId: inquiry,
    caseId: antitrust,
    number: 1,
    kind: 'simple',
    subject: { en: 'Berths' },
    basis: [{ citation: 'Reg 1/2003 Art 18(2)' }],
    limit: '2024-06-24',
    limitExplanation: { steps: [], skipped: [], calendar: { id: 'ec-brussels', version: 1 }, provisional: false },
    questions: 12,
    addressees: [first, second].map((addresseeId, i) => ({ addresseeId, name: `Shipper ${i + 1}`, country: 'BE' })),
    issuedBy: manager.id,
  });
  const reply = (addresseeId: string, late: boolean) => ({
    rfiId: rfi,
    inquiryId: inquiry,
    caseId: antitrust,
    addresseeId,
    addressee: 'Shipper',
    number: 1,
    submittedOn: '2024-06-20',
    limit: '2024-06-24',
    late,
    workingDaysLate: late ? 2 : 0,
    answered: 12,
    asked: 12,
  });
  const step = (of: any, id: string) => of.body.steps.find((one: { id: string }) => one.id === id); // eslint-disable-line typescript/no-explicit-any

  test('an inquiry is opened by who may, and seen by its team alone', async () => {
    expect(await handler.post('/inquiries', matter('I-1'))).toMatchObject({ status: 403 });
    await authority.tell('LeadRegistered', { leadId: lead, kind: 'ex-officio', subject: 'Cable and harbour' });
    const made = await manager.post('/inquiries', matter('I-1', lead));
    expect(made).toMatchObject({ status: 201, body: { unchanged: false } });
    inquiry = made.body.id;
    expect(made.headers.get('location')).toBe(`/api/case-state/inquiries/${inquiry}`);
    expect(made.headers.get('dossier-position')).toMatch(/^case-state=\d+$/);
    expect((await handler.get('/inquiries')).body).toMatchObject({ total: 1, items: [{ id: inquiry, number: 'I-1' }] });
    expect((await outsider.get('/inquiries')).body).toMatchObject({ total: 0, items: [] });
    for (const path of ['', '/timeline', '/thread', '/as-of?effect=2024-06-03', '/stream'])
      expect(await outsider.get(`/inquiries/${inquiry}${path}`)).toMatchObject({ status: 404 });
    expect(await authority.anybody.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 401 });
    expect((await handler.get(`/inquiries/${inquiry}`)).body).toMatchObject({
      openedOn: FIRST_DAY,
      attention: [{ kind: 'conflict-undeclared', who: handler.id }],
    });
  });

  test('its number is given out once', async () => {
    expect(await manager.post('/inquiries', matter('I-1'))).toMatchObject({
      status: 409,
      body: { code: 'case-state.number-taken' },
    });
    const both = await Promise.all([manager.post('/inquiries', matter('I-2')), head.post('/inquiries', matter('I-2'))]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('no case is opened before all have declared on conflicts; then one is', async () => {
    const body = { procedure: 'merger-screening', number: 'M.1', title: { en: 'Who controls the harbour?' } };
    expect(await manager.post(`/inquiries/${inquiry}/cases`, body)).toMatchObject({
      status: 409,
      body: { code: 'case-state.step-not-open', guard: 'conflicts-declared', legalBasis: [{ citation: 'Practice' }] },
    });
    expect(await handler.post(`/inquiries/${inquiry}/team/${handler.id}/conflict`, { conflict: 'none' })).toMatchObject(
      {
        status: 200,
      },
    );
    expect(await outsider.post(`/inquiries/${inquiry}/cases`, body)).toMatchObject({ status: 404 });
    expect(await handler.post(`/inquiries/${inquiry}/cases`, body)).toMatchObject({ status: 403 });
    const made = await manager.post(`/inquiries/${inquiry}/cases`, body);
    expect(made.status).toBe(201);
    screening = made.body.id;
    expect(await outsider.get(`/cases/${screening}`)).toMatchObject({ status: 404 });
    expect((await handler.get(`/cases/${screening}`)).body).toMatchObject({
      summary: { number: 'M.1', stage: { id: 'screening' }, closed: false },
      pin: { id: 'merger-screening', version: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      manager: manager.id,
    });
  });

  test('a shut step says why, with the guard and the law; an open one can be taken, once', async () => {
    await authority.dayComes('2024-06-04');
    const closing = { step: 'CaseClosed', inputs: { outcome: 'no-lasting-control' } };
    expect(await handler.post(`/cases/${screening}/steps`, closing)).toMatchObject({
      status: 403,
      body: { code: 'case-state.not-your-role' },
    });
    const version = (await head.get(`/cases/${screening}`)).body.version;
    // The double click: both carry what they saw, one of them is first.
    const clicks = await Promise.all(
      [1, 2].map(() => head.post(`/cases/${screening}/steps`, closing, { ifMatch: version })),
    );
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await head.post(`/cases/${screening}/steps`, closing)).toMatchObject({
      status: 409,
      body: { code: 'case-state.step-not-open', guard: 'case-closed' },
    });
    expect((await head.get(`/cases/${screening}`)).body.summary).toMatchObject({
      closed: true,
      closedOn: '2024-06-04',
      closing: { en: 'No lasting change of control' },
    });
  });

  test('another angle is a linked case; a request of intake moves it into fact-finding', async () => {
    const made = await manager.post(`/inquiries/${inquiry}/cases`, {
      procedure: 'eu-antitrust',
      number: 'AT.1',
      title: { en: 'The berths' },
      follows: screening,
    });
    antitrust = made.body.id;
    const before = await manager.get(`/cases/${antitrust}`);
    expect(step(before, 'AssessmentBegun')).toMatchObject({
      state: 'shut',
      why: [{ guard: 'request-issued', first: [{ step: 'RfiIssued' }] }],
    });
    await authority.tell('RfiIssued', issued());
    const after = await manager.get(`/cases/${antitrust}`);
    expect(after.body).toMatchObject({
      summary: { stage: { id: 'fact-finding' }, follows: { number: 'M.1' }, facts: { addresseesAsked: 2 } },
      rfis: [{ number: 1, asked: 2, repliesIn: 0 }],
      clocks: [{ kind: 'rfi', end: '2024-06-24', state: 'running' }],
      mayAsk: true,
    });
    expect(step(after, 'RfiIssued')).toMatchObject({ door: 'rfi', taken: [{ on: '2024-06-04', by: manager.id }] });
    expect(step(after, 'AssessmentBegun').why[0].sentence.en).toBe(
      '2 of 2 addressees have not replied, and nobody has waived their replies.',
    );
    expect((await manager.get(`/cases/${screening}`)).body.summary.followedBy).toEqual([
      { id: antitrust, number: 'AT.1' },
    ]);
  });

  test('replies count, a late one as late, an overdue one asks for attention', async () => {
    await authority.dayComes('2024-06-20');
    await authority.tell('ReplySubmitted', reply(first, false));
    await authority.dayComes('2024-06-25');
    await authority.tell('ReplyOverdue', { ...reply(second, true) }, '2024-06-24');
    expect((await manager.get(`/inquiries/${inquiry}`)).body.attention).toMatchObject([
      { kind: 'reply-overdue', addresseeId: second, days: 1 },
    ]);
    await authority.dayComes('2024-06-26');
    await authority.tell('ReplySubmitted', { ...reply(second, true), submittedOn: '2024-06-26' });
    const now = await manager.get(`/cases/${antitrust}`);
    expect(now.body.summary.facts).toMatchObject({ repliesIn: 2, repliesLate: 1, repliesMissing: 0 });
    expect(step(now, 'AssessmentBegun')).toMatchObject({ state: 'open', mine: true });
  });

  test('assessment begins, and the opening of proceedings is marked as the hypothesis that it is', async () => {
    expect(await handler.post(`/cases/${antitrust}/steps`, { step: 'AssessmentBegun' })).toMatchObject({ status: 200 });
    const opening = { step: 'ProceedingsOpened', provenance: { standing: 'hypothetical' } };
    expect(await head.post(`/cases/${antitrust}/steps`, opening)).toMatchObject({ status: 200 });
    const now = await head.get(`/cases/${antitrust}`);
    expect(now.body.summary.stage.id).toBe('proceedings');
    expect(step(now, 'ProceedingsOpened')).toMatchObject({ state: 'done', hypothetical: true });
    expect(now.body.stages.map(({ state }: { state: string }) => state)).toEqual([
      'passed',
      'passed',
      'passed',
      'here',
      'ahead',
      'ahead',
      'ahead',
      'ahead',
    ]);
  });

  test('the timeline tells it by day of effect and as recorded, page by page', async () => {
    const all = (await manager.get(`/inquiries/${inquiry}/timeline?limit=200`)).body;
    expect(all.items[0]).toMatchObject({
      kind: 'StepTaken',
      title: { en: 'Proceedings opened' },
      provenance: { standing: 'hypothetical' },
    });
    expect(all.items.at(-1)).toMatchObject({ kind: 'InquiryOpened', effectiveOn: FIRST_DAY });
    expect(all.items.find(({ kind }: { kind: string }) => kind === 'ReplyOverdue')).toMatchObject({
      effectiveOn: '2024-06-24',
      recordedAt: expect.stringMatching(/^2024-06-25/),
    });
    const pages = [];
    for (let cursor = ''; ;) {
      const page = (await manager.get(`/inquiries/${inquiry}/timeline?limit=4${cursor}`)).body;
      pages.push(...page.items);
      if (page.next === undefined) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(pages).toEqual(all.items);
    const some = await manager.get(
      `/inquiries/${inquiry}/timeline?order=recorded&kind=RfiIssued,ReplySubmitted&case=${antitrust}`,
    );
    expect(some.body).toMatchObject({
      total: 3,
      items: [
        { kind: 'ReplySubmitted' },
        { kind: 'ReplySubmitted' },
        { kind: 'RfiIssued', actor: { person: manager.id } },
      ],
    });
    const thread = (await manager.get(`/inquiries/${inquiry}/thread`)).body;
    expect(thread.total).toBeGreaterThan(all.total);
    expect((await manager.get(`/cases/${antitrust}/thread`)).body.total).toBeLessThan(thread.total);
  });

  test('as of a day: what was known then, and what is now known of then', async () => {
    const rows = async (query: string) =>
      Object.fromEntries(
        (await manager.get(`/inquiries/${inquiry}/as-of?${query}`)).body.rows.map(
          (row: { key: string; value: object }) => [row.key, row.value],
        ),
      );
    expect(await rows('effect=2024-06-03')).toMatchObject({
      [`case-${screening}`]: { code: 'case-stage', params: { stage: { en: 'Screening' } } },
    });
    expect(await rows('effect=2024-06-04')).toMatchObject({
      [`case-${screening}`]: { params: { stage: { en: 'Closed' } } },
    });
    // That the second reply was overdue took effect on the 24th, and was recorded on the 25th.
    expect(await rows('effect=2024-06-24')).toMatchObject({ [`reply-${second}`]: { code: 'reply-overdue' } });
    expect(await rows('effect=2024-06-24&recorded=2024-06-24')).toMatchObject({
      [`reply-${second}`]: { code: 'reply-running' },
    });
    expect((await manager.get(`/inquiries/${inquiry}/as-of?effect=2024-06-01`)).body).toMatchObject({
      known: false,
      rows: [],
    });
    expect(await manager.get(`/inquiries/${inquiry}/as-of?effect=2024-06-31`)).toMatchObject({ status: 400 });
  });

  test('the log alone folds to what the views show, and every view is equal to its rebuilt twin', async () => {
    const events = await authority.runtime.log.page(0, 1000);
    const { cases } = foldInquiry(events, inquiry);
    expect(cases.map(({ number, stage }) => [number, stage])).toEqual([
      ['M.1', 'closed'],
      ['AT.1', 'proceedings'],
    ]);
    for (const report of await authority.runtime.check())
      expect(report).toMatchObject({ equal: true, differences: [] });
    expect(authority.runtime.publisher.status().stoppedLanes).toEqual([]);
    expect(authority.faults).toEqual([]);
  });

  test('the list is searched and filtered, and only what the reader may see is counted', async () => {
    const found = async (query: string) =>
      (await manager.get(`/inquiries?${query}`)).body.items.map(({ number }: { number: string }) => number);
    expect(await found('q=BERTHS')).toEqual(['I-1']);
    expect(await found('q=at.1')).toEqual(['I-1']);
    expect(await found('q=nothing')).toEqual([]);
    expect(await found('stage=proceedings')).toEqual(['I-1']);
    expect(await found('stage=objections')).toEqual([]);
    expect(await found('procedure=merger-screening')).toEqual(['I-1']);
    expect(await found('closed=true')).toEqual([]);
    expect(await found('closed=false')).toEqual(['I-1', 'I-2']);
    const page = (await manager.get('/inquiries?limit=1')).body;
    expect(page).toMatchObject({ total: 2, items: [{ number: 'I-1' }] });
    expect(await found(`limit=1&cursor=${page.next}`)).toEqual(['I-2']);
  });

  test('under a procedure that is published here, silence takes its step when its day has passed', async () => {
    expect(await authority.administrator.post('/procedures', thirdProcedure)).toMatchObject({ status: 200 });
    const made = await authority.officer('registry');
    await manager.post(`/inquiries/${inquiry}/team`, { person: made.id, role: 'registry', conflict: 'none' });
    const opened = await made.post(`/inquiries/${inquiry}/cases`, {
      procedure: 'harbour-review',
      number: 'HR/1',
      title: { en: 'Review' },
    });
    expect(opened.status).toBe(201);
    const path = `/cases/${opened.body.id}`;
    expect(await made.post(`${path}/steps`, { step: 'ReviewStarted' })).toMatchObject({ status: 200 });
    const clock = (await made.get(path)).body.clocks.find(({ id }: { id: string }) => id === 'review');
    expect(clock).toMatchObject({ end: '2024-07-10', state: 'running', explanation: { provisional: false } });
    await authority.dayComes('2024-07-11');
    expect((await made.get(path)).body).toMatchObject({ summary: { stage: { id: 'cleared', since: '2024-07-10' } } });
    // Asked for with effect before silence spoke, an act meets what it undoes.
    const late = { step: 'ReviewExtended', effectiveOn: '2024-07-09', backdatingReason: 'Found in the post' };
    expect(await made.post(`${path}/steps`, late)).toMatchObject({ status: 403 });
    expect(await handler.post(`${path}/steps`, late)).toMatchObject({
      status: 409,
      body: { guard: 'backdating-not-allowed' },
    });
  });

  test('who leaves the team sees it no more, from that moment on, on a stream already open too', async () => {
    const stream = await fetch(`${authority.url}/api/case-state/inquiries/${inquiry}/stream`, {
      headers: handler.credentials,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    const listening = (async () => {
      for await (const bytes of stream.body!) heard += Buffer.from(bytes).toString();
    })();
    await manager.post(`/inquiries/${inquiry}/team`, { person: outsider.id, role: 'case-manager', conflict: 'none' });
    await eventually(() => heard.includes('TeamMemberJoined'));
    expect(heard).not.toContain(outsider.id);
    await manager.post(`/inquiries/${inquiry}/team/${handler.id}/leave`, { reason: 'Another unit' });
    expect(await handler.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 404 });
    await outsider.post(`/cases/${antitrust}/steps`, { step: 'ComplaintWithdrawn', inputs: { complainant: 'x' } });
    await manager.post(`/inquiries/${inquiry}/team/${outsider.id}/leave`, { reason: 'Only a guest' });
    await outsider.get('/inquiries');
    // Not only silent: it has ended.
    await listening;
    expect(heard).not.toContain('TeamMemberLeft');
    const left = await manager.get(`/inquiries/${inquiry}/timeline?kind=TeamMemberLeft`);
    expect(left.body.items.map(({ params }: { params: object }) => params)).toEqual([
      { person: outsider.id, reason: 'Only a guest' },
      { person: handler.id, reason: 'Another unit' },
    ]);
  });

  test('an auditor sees everything and does nothing; an administrator sees no inquiry', async () => {
    const auditor = await authority.officer('auditor');
    expect((await auditor.get('/inquiries')).body.total).toBe(2);
    expect(
      await auditor.post(`/cases/${antitrust}/steps`, { step: 'CaseClosed', inputs: { outcome: 'no-grounds' } }),
    ).toMatchObject({ status: 403 });
    expect(await authority.administrator.get(`/inquiries/${inquiry}`)).toMatchObject({ status: 404 });
    expect((await authority.administrator.get('/inquiries')).body.total).toBe(0);
  });

  test('a fact of a case that is not there parks its lane, and only its lane', async () => {
    const lost = randomUUID();
    await authority.tell('RfiIssued', { ...issued(), rfiId: lost, inquiryId: lost, caseId: lost });
    const [letter] = await eventually(async () => {
      const { items } = (await authority.administrator.get('/dead-letters')).body;
      return items.length > 0 && items;
    });
    expect(letter).toMatchObject({ lane: lost, state: 'parked' });
    await authority.tell('RfiIssued', { ...issued(), rfiId: randomUUID(), number: 2 });
    await eventually(async () => (await manager.get(`/cases/${antitrust}`)).body.rfis.length === 2);
    expect(await authority.administrator.post(`/dead-letters/${letter.id}/skip`, { reason: 'A test' })).toMatchObject({
      status: 200,
      body: { state: 'skipped' },
    });
  });
});
