import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AsOfRow, CaseView, DifferenceView, InquiryListItem, InquiryView, StoredEvent, Uuid } from '#contracts';
import { endOfDay } from '#legal-clock';
import fc from 'fast-check';
import { foldInquiry } from '../../src/index.js';
import { matterNow } from '../../src/views/matter/matter.js';
import { matterThen } from '../../src/views/matter/matter-then.js';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** Two inquiries over three weeks, with an act of an earlier day and corrections; and every question about any two times of them. */
describe('Both times, over HTTP', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let outsider: AtTheDoors;
  const inquiries: Uuid[] = [];
  const cases: Uuid[] = [];
  let log: StoredEvent[];
  const days = ['2024-06-03', '2024-06-05', '2024-06-10', '2024-06-12', '2024-06-20'];

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    outsider = await authority.officer('case-manager');
    const handler = await authority.officer('case-handler');
    const opens = async (number: string) => {
      const team = [{ person: manager.id, role: 'case-manager', conflict: 'none' }];
      const { body } = await manager.post('/inquiries', { number, title: { en: `Matter ${number}` }, team });
      inquiries.push(body.id);
      return body.id as Uuid;
    };
    const opensCase = async (inquiry: Uuid, procedure: string, number: string) => {
      const { body } = await manager.post(`/inquiries/${inquiry}/cases`, { procedure, number, title: { en: number } });
      cases.push(body.id);
      return body.id as Uuid;
    };
    const first = await opens('I-1');
    const screening = await opensCase(first, 'merger-screening', 'M.1');
    await authority.dayComes(days[1]!);
    const second = await opens('I-2');
    const antitrust = await opensCase(second, 'eu-antitrust', 'AT.1');
    await authority.dayComes(days[2]!);
    const closed = await manager.post(`/cases/${screening}/steps`, {
      step: 'CaseClosed',
      inputs: { outcome: 'no-lasting-control' },
    });
    expect(closed).toMatchObject({ status: 200 });
    await manager.post(`/inquiries/${first}/team`, { person: handler.id, role: 'case-handler', conflict: 'none' });
    const opened = await manager.post(`/cases/${antitrust}/steps`, {
      step: 'ProceedingsOpened',
      inputs: {},
      effectiveOn: days[1],
      backdatingReason: 'Signed on that day',
    });
    expect([200, 409]).toContain(opened.status);
    await authority.dayComes(days[3]!);
    // The closing took effect two days earlier than recorded; and that was wrong, too.
    await corrects(screening, 'CaseClosed', days[1]!);
    await authority.dayComes(days[4]!);
    await corrects(screening, 'CaseClosed', '2024-06-07');
    await manager.post(`/inquiries/${first}/team/${handler.id}/leave`, { reason: 'Another desk' });
    log = await authority.runtime.log.page(0, 10_000);
    await manager.get('/inquiries');
  });
  afterAll(() => authority?.close());

  /** Records the step once more, on another day, in the place of the first record of it. */
  async function corrects(caseId: Uuid, step: string, effectiveOn: string): Promise<void> {
    const stream = `case-${caseId}`;
    const stored = await authority.runtime.log.read(stream);
    const target = stored.find(({ data }) => (data as { step?: string }).step === step)!;
    const { type, data, actor, id: corrected } = target;
    await authority.runtime.log.append({
      command: { id: crypto.randomUUID(), operation: 'test.correct', fingerprint: 'a'.repeat(64) },
      context: { actor, correlation: crypto.randomUUID(), effectiveOn },
      streams: [{ stream, expected: stored.length, events: [{ type, data, corrects: corrected }] }],
    });
    const position = await authority.runtime.log.head();
    expect(await authority.runtime.projector.reached(position, 5000)).toBe(true);
  }

  /** What the log alone says. */
  const foldedAt = (id: Uuid, recordedAt: string | undefined, day: string) =>
    foldInquiry(log, id, { ...(recordedAt !== undefined && { recordedUpTo: recordedAt }), effectiveUpTo: day });

  const moments = () => [
    undefined,
    ...days.map((day) => endOfDay(day, 'Europe/Brussels')),
    ...log.map((event) => event.recordedAt),
  ];
  const anyView = () =>
    fc.record({
      recordedAt: fc.constantFrom(...moments()),
      asOf: fc.constantFrom('2024-06-02', ...days, '2024-06-07', '2024-06-11', '2024-06-13'),
    });
  const now = () => authority.runtime.clock.now();
  const query = (view: { recordedAt: string | undefined; asOf: string }) =>
    `asOf=${view.asOf}${view.recordedAt === undefined ? '' : `&recordedAt=${view.recordedAt}`}`;

  test('the list at any two times is the fold of the log for each item, whatever the filter, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyView(),
        fc.constantFrom('', 'stage=closed', 'closed=false', 'procedure=eu-antitrust', 'q=i-2'),
        async (view, filter) => {
          fc.pre(view.recordedAt === undefined || view.recordedAt <= (await now()));
          const expected = inquiries
            .map((id) => foldedAt(id, view.recordedAt, view.asOf))
            .filter(({ inquiry }) => inquiry !== undefined)
            .filter(({ inquiry, cases: of }) => {
              const some = of.length > 0;
              if (filter === 'stage=closed') return of.some(({ stage }) => stage === 'closed');
              if (filter === 'closed=false') return !some || of.some(({ closedOn }) => closedOn === undefined);
              if (filter === 'procedure=eu-antitrust')
                return of.some(({ procedure }) => procedure.id === 'eu-antitrust');
              if (filter === 'q=i-2') return inquiry?.number === 'I-2';
              return true;
            })
            .sort((a, b) => lastOf(b) - lastOf(a));
          const pages: InquiryListItem[] = [];
          let [cursor, total] = ['', -1];
          for (;;) {
            const { status, body } = await manager.get(`/inquiries?limit=1&${query(view)}&${filter}${cursor}`);
            expect(status).toBe(200);
            pages.push(...body.items);
            total = body.total;
            if (body.next === undefined) break;
            cursor = `&cursor=${body.next}`;
          }
          expect(total).toBe(expected.length);
          expect(pages.map(brief)).toEqual(
            expected.map(({ inquiry, cases: of }) => ({
              number: inquiry?.number,
              cases: of.map(({ number, stage, stageSince, closedOn }) => ({
                number,
                stage,
                since: stageSince,
                closedOn,
              })),
            })),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
  const lastOf = ({ events }: { events: StoredEvent[] }) => Math.max(...events.map(({ position }) => position));
  const brief = ({ number, cases: of }: InquiryListItem) => ({
    number,
    cases: of.map(({ number: of, stage, closedOn }) => ({ number: of, stage: stage.id, since: stage.since, closedOn })),
  });

  test('an inquiry and a case at any two times are the fold of the log, and nobody acts in them', async () => {
    await fc.assert(
      fc.asyncProperty(anyView(), fc.constantFrom(0, 1), async (view, which) => {
        fc.pre(view.recordedAt === undefined || view.recordedAt <= (await now()));
        fc.pre(view.asOf !== days[4] || view.recordedAt !== undefined);
        const folded = foldedAt(inquiries[which]!, view.recordedAt, view.asOf);
        const inquiry = await manager.get(`/inquiries/${inquiries[which]}?${query(view)}`);
        const one = await manager.get(`/cases/${cases[which]}?${query(view)}`);
        if (!folded.inquiry) {
          expect(inquiry).toMatchObject({ status: 404, body: { code: 'case-state.not-there-then' } });
          expect(one).toMatchObject({ status: 404, body: { code: 'case-state.not-there-then' } });
          return;
        }
        const shown = inquiry.body as InquiryView;
        expect(shown.position).toBe(lastOf(folded));
        expect(shown.team.map(({ person, since, until }) => ({ person, since, until })).sort(byPerson)).toEqual(
          folded.inquiry.members.map(({ person, since, until }) => ({ person, since, until })).sort(byPerson),
        );
        const state = folded.cases[0];
        if (!state) return expect(one.status).toBe(404);
        const view2 = one.body as CaseView;
        expect(view2.summary.stage).toEqual({ id: state.stage, title: state.stageTitle, since: state.stageSince });
        expect(view2.steps.flatMap(({ id, taken }) => taken.map(({ on }) => [id, on]))).toEqual(
          expect.arrayContaining(Object.entries(state.taken).flatMap(([id, of]) => of.map(({ on }) => [id, on]))),
        );
        expect(view2.steps.some(({ mine }) => mine)).toBe(false);
        expect(view2.mayAsk).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
  const byPerson = (a: { person: string }, b: { person: string }) => (a.person < b.person ? -1 : 1);

  test('as of now, the fold of the log comes to the very rows that the views keep', async () => {
    const then = { upTo: await authority.runtime.log.head(), day: await authority.runtime.clock.today() };
    for (const id of inquiries) {
      const folded = await matterThen(authority.runtime.log, id, then);
      const { recorded: _, cases: folds, ...rows } = folded!;
      const { cases: kept, ...rest } = (await matterNow(authority.runtime.dataSource, id))!;
      expect(rows).toEqual(rest);
      // How far a row had been folded in order is its own book-keeping.
      const shown = (of: typeof kept) => of.map(({ foldedTo: __, ...row }) => row);
      expect(shown(folds)).toEqual(shown(kept));
    }
  });

  test('what was known on a day, and what is now known of it: three answers, each with its own', async () => {
    const closedOn = async (times: string) =>
      (await manager.get(`/cases/${cases[0]}?${times}`)).body.summary.closedOn as string | undefined;
    expect(await closedOn('recordedAt=2024-06-05')).toBeUndefined();
    expect(await closedOn('recordedAt=2024-06-10')).toBe('2024-06-10');
    expect(await closedOn('recordedAt=2024-06-12')).toBe('2024-06-05');
    expect(await closedOn('asOf=2024-06-05')).toBeUndefined();
    expect(await closedOn('asOf=2024-06-10')).toBe('2024-06-07');
    expect(await closedOn('recordedAt=2024-06-12&asOf=2024-06-05')).toBe('2024-06-05');
    expect(await closedOn('')).toBe('2024-06-07');
  });

  test("today's access to yesterday's state: who may not see it now sees nothing of then", async () => {
    for (const times of ['asOf=2024-06-05', 'recordedAt=2024-06-10'])
      for (const path of [`/inquiries/${inquiries[0]}`, `/cases/${cases[0]}`, `/cases/${cases[0]}/thread`])
        expect(await outsider.get(`${path}?${times}`)).toMatchObject({
          status: 404,
          body: { code: 'case-state.not-found' },
        });
    expect((await outsider.get('/inquiries?asOf=2024-06-10')).body).toMatchObject({ items: [], total: 0 });
  });

  test('the events of then: recorded and in effect by then, and no later one', async () => {
    const { items } = (await manager.get(`/inquiries/${inquiries[0]}/timeline?recordedAt=2024-06-10&limit=200`)).body;
    expect(items.length).toBeGreaterThan(0);
    for (const { recordedAt, effectiveOn } of items)
      expect([recordedAt < '2024-06-10T22:00', effectiveOn <= '2024-06-10']).toEqual([true, true]);
    const thread = (await manager.get(`/cases/${cases[0]}/thread?asOf=2024-06-05`)).body;
    expect(thread.points.every(({ effectiveOn }: { effectiveOn: string }) => effectiveOn <= '2024-06-05')).toBe(true);
  });

  const sides = (from: { recordedAt: string | undefined; asOf: string }, to: typeof from) =>
    new URLSearchParams({
      fromAsOf: from.asOf,
      toAsOf: to.asOf,
      ...(from.recordedAt !== undefined && { fromRecordedAt: from.recordedAt }),
      ...(to.recordedAt !== undefined && { toRecordedAt: to.recordedAt }),
    }).toString();

  test('the difference between any two views is what is not the same in both, with the events that stand in one alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyView(), anyView(), async (from, to) => {
        const latest = await now();
        fc.pre([from, to].every(({ recordedAt }) => recordedAt === undefined || recordedAt <= latest));
        const rowsOf = async (view: typeof from): Promise<AsOfRow[]> =>
          (await manager.get(`/inquiries/${inquiries[0]}/as-of?${query(view)}`)).body.rows;
        const [before, after] = [await rowsOf(from), await rowsOf(to)];
        const { changes } = (await manager.get(`/inquiries/${inquiries[0]}/difference?${sides(from, to)}`))
          .body as DifferenceView;
        const valueIn = (rows: AsOfRow[], key: string) => rows.find((row) => row.key === key)?.value ?? null;
        const keys = [...new Set([...after, ...before].map(({ key }) => key))];
        expect(changes.map(({ key, before: one, after: two }) => ({ key, one, two }))).toEqual(
          keys
            .map((key) => ({ key, one: valueIn(before, key), two: valueIn(after, key) }))
            .filter(({ one, two }) => JSON.stringify(one) !== JSON.stringify(two)),
        );
        const stands = (view: typeof from) =>
          new Set(foldedAt(inquiries[0]!, view.recordedAt, view.asOf).events.map(({ position }) => position));
        const [were, are] = [stands(from), stands(to)];
        for (const { position, went } of changes.flatMap(({ because }) => because))
          expect([were.has(position), are.has(position)]).toEqual(went ? [true, false] : [false, true]);
      }),
      { numRuns: 40 },
    );
  });

  test('what changed between two days of recording, when and by whom: a correction takes the place of what it corrects', async () => {
    const { body } = await manager.get(
      `/cases/${cases[0]}/difference?fromRecordedAt=2024-06-10&fromAsOf=2024-06-10&toAsOf=2024-06-10`,
    );
    const stage = body.changes.find(({ key }: { key: string }) => key === `case-${cases[0]}`);
    expect(stage).toMatchObject({
      before: { params: { since: '2024-06-10' } },
      after: { params: { since: '2024-06-07' } },
      because: [
        { kind: 'StepTaken', effectiveOn: '2024-06-10', actor: manager.id, went: true },
        { kind: 'StepTaken', effectiveOn: '2024-06-07', actor: manager.id, went: false },
      ],
    });
    const none = await manager.get(`/cases/${cases[0]}/difference`);
    expect(none.body).toMatchObject({ from: { known: true }, to: { known: true }, changes: [] });
    const born = await manager.get(`/inquiries/${inquiries[0]}/difference?fromAsOf=2024-06-01`);
    expect(born.body).toMatchObject({ from: { known: false }, to: { known: true } });
    expect(born.body.changes.every(({ before }: { before: unknown }) => before === null)).toBe(true);
    for (const path of [`/inquiries/${inquiries[0]}`, `/cases/${cases[0]}`]) {
      expect(await outsider.get(`${path}/difference`)).toMatchObject({ status: 404 });
      expect(await manager.get(`${path}/difference?fromAsOf=2024-06-31`)).toMatchObject({ status: 400 });
      expect(await manager.get(`${path}/difference?toRecordedAt=2024-06-30`)).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'toRecordedAt' }] },
      });
    }
  });

  test('who could see it then: as it was recorded', async () => {
    expect((await manager.get(`/inquiries/${inquiries[0]}/access?asOf=2024-06-05`)).body).toMatchObject({
      may: { grant: false, wall: false, review: false },
    });
    expect(await manager.get(`/inquiries/${inquiries[0]}/access?asOf=2024-06-01`)).toMatchObject({ status: 404 });
  });

  test('a step is corrected by its team: what makes no sense is told what is wrong, and two at once lose nothing', async () => {
    const stream = await authority.runtime.log.read(`case-${cases[0]}`);
    const closing = stream.findLast(({ data }) => (data as { closes?: boolean }).closes)!;
    const elsewhere = (await authority.runtime.log.read(`case-${cases[1]}`))[0]!;
    const at = `/cases/${cases[0]}/corrections`;
    const correction = (effectiveOn: string, event = closing.id) => ({
      event,
      effectiveOn,
      reason: 'The date was misread',
    });
    const { steps } = (await manager.get(`/cases/${cases[0]}`)).body as CaseView;
    expect(steps.find(({ id }) => id === 'CaseClosed')?.taken).toMatchObject([
      { on: '2024-06-07', correction: { may: true, inputs: { outcome: 'no-lasting-control' } } },
    ]);
    expect(steps.flatMap(({ by, taken }) => (by === 'opening' ? taken : []))[0]).toMatchObject({
      correction: { may: false, why: { en: expect.stringContaining('Only a step that an officer took') } },
    });
    const refused: [object, number, string][] = [
      [correction('2024-06-07', elsewhere.id), 400, 'event-unknown'],
      [correction('2024-06-30'), 409, 'effective-in-future'],
      [correction('2024-05-30'), 409, 'before-case-opened'],
      [correction('2024-06-07', stream[0]!.id), 409, 'not-correctable'],
      [correction('2024-02-30'), 400, 'invalid-request'],
      [{ ...correction('2024-06-07'), reason: '' }, 400, 'invalid-request'],
      [{ ...correction('2024-06-08'), inputs: { outcome: 'bribed' } }, 400, 'inputs-not-valid'],
    ];
    for (const [body, status, code] of refused)
      expect([code, await manager.post(at, body)]).toMatchObject([
        code,
        { status, body: { code: `case-state.${code}` } },
      ]);
    expect(await outsider.post(at, correction('2024-06-08'))).toMatchObject({ status: 404 });
    expect((await manager.post(at, correction('2024-06-07'))).body).toMatchObject({ unchanged: true });
    const version = (await manager.get(`/cases/${cases[0]}`)).etag!;
    const both = await Promise.all(
      ['2024-06-05', '2024-06-06'].map((day) => manager.post(at, correction(day), { ifMatch: version })),
    );
    // The one who was second had not seen the first: nothing of his is recorded.
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = both[0]!.status === 200 ? '2024-06-05' : '2024-06-06';
    expect((await manager.get(`/cases/${cases[0]}`)).body.summary.closedOn).toBe(won);
    const { items } = (await manager.get(`/inquiries/${inquiries[0]}/timeline?order=recorded`)).body;
    expect(items[0]).toMatchObject({ corrects: closing.id, reason: 'The date was misread', effectiveOn: won });
    expect((await manager.post(at, correction('2024-06-07'))).status).toBe(200);
  });

  test('a closed case is reopened by who may, with a reason; before that it stays closed in what was known', async () => {
    const at = `/cases/${cases[0]}`;
    expect((await manager.get(at)).body.reopensIn).toMatchObject([{ id: 'screening' }]);
    expect((await manager.get(`${at}?asOf=2024-06-10`)).body.reopensIn).toEqual([]);
    expect(await outsider.post(`${at}/reopening`, { reason: 'I would like to' })).toMatchObject({ status: 404 });
    expect(await manager.post(`${at}/reopening`, { reason: '' })).toMatchObject({ status: 400 });
    expect(await manager.post(`${at}/reopening`, { reason: 'New facts' }, { ifMatch: 1 })).toMatchObject({
      status: 412,
    });
    const reopened = await manager.post(`${at}/reopening`, { reason: 'New facts' }, { key: 'again' });
    expect(reopened).toMatchObject({ status: 200, body: { unchanged: false } });
    expect(await manager.post(`${at}/reopening`, { reason: 'New facts' }, { key: 'again' })).toMatchObject({
      status: 200,
      body: { unchanged: true },
    });
    expect(await manager.post(`${at}/reopening`, { reason: 'New facts' })).toMatchObject({
      status: 409,
      body: { code: 'case-state.not-closed' },
    });
    expect((await manager.get(at)).body).toMatchObject({
      summary: { closed: false, stage: { id: 'screening', since: '2024-06-20' } },
      reopensIn: [],
    });
    expect((await manager.get(`${at}?asOf=2024-06-19`)).body.summary).toMatchObject({ closed: true });
    const { items } = (await manager.get(`/inquiries/${inquiries[0]}/timeline`)).body;
    expect(items[0]).toMatchObject({ kind: 'StepTaken', title: { en: 'Case reopened' } });
    const stepsFor = async (reader: AtTheDoors) => {
      const { steps } = (await reader.get(at)).body as CaseView;
      return (id: string) => steps.find((step) => step.id === id)!;
    };
    const forManager = await stepsFor(manager);
    expect(forManager('CaseReopened').taken[0]?.correction).toMatchObject({
      may: false,
      why: { en: expect.stringContaining('close it again') },
    });
    // What the reopening undid stands no more, and can be put right all the same.
    expect(forManager('CaseClosed')).toMatchObject({ taken: [], undone: [{ correction: { may: true } }] });
    const [undone] = forManager('CaseClosed').undone!;
    const event = (await authority.runtime.log.page(undone!.position - 1, 1))[0]!.id;
    const put = { event, effectiveOn: '2024-06-06', reason: 'The date was misread' };
    expect(await manager.post(`${at}/corrections`, put)).toMatchObject({ status: 200, body: { unchanged: false } });
    expect((await stepsFor(manager))('CaseClosed').undone).toMatchObject([{ on: '2024-06-06' }]);
    const handler = await authority.officer('case-handler');
    const joins = { person: handler.id, role: 'case-handler', conflict: 'none' };
    await manager.post(`/inquiries/${inquiries[0]}/team`, joins);
    expect((await stepsFor(handler))('CaseClosed').undone![0]?.correction).toMatchObject({
      may: false,
      why: { en: expect.stringContaining('is for the case manager') },
    });
  });

  test('what was said in a step is corrected; who may take it and not record an earlier day is not offered that', async () => {
    const handler = await authority.officer('case-handler');
    const joins = { person: handler.id, role: 'case-handler', conflict: 'none' };
    await manager.post(`/inquiries/${inquiries[1]}/team`, joins);
    const at = `/cases/${cases[1]}`;
    const complaint = { step: 'ComplaintLodged', inputs: { complainant: 'A firn', formC: 'complete' } };
    expect(await handler.post(`${at}/steps`, complaint)).toMatchObject({ status: 200 });
    const lodged = async (reader: AtTheDoors) =>
      ((await reader.get(at)).body as CaseView).steps.find(({ id }) => id === 'ComplaintLodged')!.taken;
    const [taken] = await lodged(handler);
    expect(taken?.correction).toEqual({ may: true, inputs: complaint.inputs });
    const event = (await authority.runtime.log.page(taken!.position - 1, 1))[0]!.id;
    const put = { event, effectiveOn: '2024-06-20', reason: 'The name was misspelt' };
    const inputs = { complainant: 'A firm', formC: 'complete' };
    expect(await handler.post(`${at}/corrections`, { ...put, inputs })).toMatchObject({ status: 200 });
    expect(await lodged(handler)).toMatchObject([{ on: '2024-06-20', correction: { may: true, inputs } }]);
    await authority.dayComes('2024-06-21');
    expect(await lodged(handler)).toMatchObject([
      { correction: { may: false, why: { en: expect.stringContaining('with effect today only') } } },
    ]);
    expect(await lodged(manager)).toMatchObject([{ correction: { may: true, inputs } }]);
  });

  test('nonsense is told what is wrong with it', async () => {
    const wrong = {
      'asOf=2024-06-31': 'asOf',
      'asOf=2023-02-29': 'asOf',
      'asOf=2024-06-22': 'asOf',
      'asOf=now': 'asOf',
      'recordedAt=2024-06-22': 'recordedAt',
      'recordedAt=2024-06-21T23:59:59.999Z': 'recordedAt',
      'recordedAt=2024-06-21T25:00:00.000Z': 'recordedAt',
      'recordedAt=2024-02-30': 'recordedAt',
    };
    for (const [times, path] of Object.entries(wrong))
      for (const at of [
        '/inquiries',
        `/inquiries/${inquiries[0]}`,
        `/cases/${cases[0]}`,
        `/inquiries/${inquiries[0]}/timeline`,
        `/inquiries/${inquiries[0]}/as-of`,
      ]) {
        const { status, body } = await manager.get(`${at}?${times}`);
        expect({ at, times, status }).toEqual({ at, times, status: 400 });
        expect([...new Set(body.errors.map((error: { path: string }) => error.path))]).toEqual([path]);
      }
    expect(await manager.get(`/inquiries/${inquiries[0]}?asOf=2024-05-01`)).toMatchObject({
      status: 404,
      body: { code: 'case-state.not-there-then', detail: expect.stringContaining('2024-05-01') },
    });
  });
});
