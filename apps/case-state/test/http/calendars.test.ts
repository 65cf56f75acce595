import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ecBrussels, type HolidayCalendar } from '#legal-clock';
import { eventually } from '#testing';
import { thirdProcedure } from '../domain/third-procedure.js';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** The lists of Brussels in a later version, with holidays more. */
const later = (version: number, ...more: string[]): HolidayCalendar => ({
  ...ecBrussels,
  version,
  years: ecBrussels.years.map((list) => ({
    ...list,
    days: [
      ...list.days,
      ...more.filter((day) => Number(day.slice(0, 4)) === list.year).map((day) => ({ day, name: 'Added' })),
    ],
  })),
});

describe('Calendars of holidays', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let registry: AtTheDoors;
  let outsider: AtTheDoors;
  let inquiry: string;
  let merger: string;

  beforeAll(async () => {
    authority = await openAuthority();
    manager = await authority.officer('case-manager');
    registry = await authority.officer('registry');
    outsider = await authority.officer('registry');
    const opened = await manager.post('/inquiries', {
      number: 'I-1',
      title: { en: 'Harbour' },
      team: [
        { person: manager.id, role: 'case-manager', conflict: 'none' },
        { person: registry.id, role: 'registry', conflict: 'none' },
      ],
    });
    inquiry = opened.body.id;
    merger = await notified('M.1');
  });
  afterAll(() => authority?.close());

  /** A merger notified today. */
  const notified = async (number: string): Promise<string> => {
    const body = { procedure: 'eu-merger', number, title: { en: 'Two harbours' } };
    const { id } = (await registry.post(`/inquiries/${inquiry}/cases`, body)).body;
    expect(await registry.post(`/cases/${id}/steps`, { step: 'NotificationReceived' })).toMatchObject({ status: 200 });
    return id;
  };
  const phaseOne = async (id: string) =>
    (await registry.get(`/cases/${id}`)).body.clocks.find((clock: { id: string }) => clock.id === 'phase-one');
  const work = async (version: number, who = authority.administrator) =>
    (await who.get(`/calendars/ec-brussels/${version}/recomputation`)).body;
  const finished = (version: number) =>
    eventually(async () => {
      const it = await work(version);
      return it.state === 'finished' && it;
    });
  const recomputed = async (id: string) =>
    (await authority.runtime.log.read(`case-${id}`)).filter(({ type }) => type === 'ClocksRecomputed');

  test('are listed with their versions and years, and given whole', async () => {
    const { items } = (await outsider.get('/calendars')).body;
    expect(items).toContainEqual(
      expect.objectContaining({
        id: 'ec-brussels',
        version: 1,
        newest: true,
        years: expect.arrayContaining([expect.objectContaining({ year: 2027, quality: 'provisional' })]),
      }),
    );
    expect((await outsider.get('/calendars/ec-brussels/1')).body).toEqual(ecBrussels);
    for (const path of ['/calendars/ec-brussels/2', '/calendars/nowhere/1', '/calendars/ec-brussels/1/recomputation'])
      expect(await outsider.get(path)).toMatchObject({ status: 404 });
  });

  test('with errors is refused, all at once, each with its place, and nothing is taken', async () => {
    const head = await authority.runtime.log.head();
    const wrong = {
      ...later(2),
      seat: 'FR',
      colour: 'red',
      years: [{ year: 2024, quality: 'sure', source: 'x', days: [{ day: '2024-02-30' }] }],
    };
    const refused = await authority.administrator.post('/calendars', wrong);
    expect(refused).toMatchObject({ status: 400, body: { code: 'case-state.invalid-request' } });
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'colour',
      'seat',
      'years.2024.quality',
      'years.2024.days.0.day',
    ]);
    const fewer = { ...later(2), years: ecBrussels.years.slice(0, 2), places: ecBrussels.places.slice(0, 1) };
    expect((await authority.administrator.post('/calendars', fewer)).body.errors).toEqual([
      { path: 'years.2022.days.7.place', message: '"LU" is not among the places' },
      { path: 'years.2023.days.9.place', message: '"LU" is not among the places' },
    ]);
    const endless = { ...later(3_000_000_000), id: 'x'.repeat(65) };
    expect((await authority.administrator.post('/calendars', endless)).body.errors).toEqual([
      { path: 'id', message: 'is longer than 64 characters' },
      { path: 'version', message: 'is more than 100000' },
    ]);
    const without = { ...later(2), years: ecBrussels.years.filter(({ year }) => year !== 2023 && year !== 2025) };
    expect(await authority.administrator.post('/calendars', without)).toMatchObject({
      status: 400,
      body: {
        code: 'case-state.calendar-unsound',
        errors: [
          { path: 'years', message: expect.stringContaining('2023 is missing') },
          { path: 'years', message: expect.stringContaining('2025 is missing') },
        ],
      },
    });
    expect(await authority.runtime.log.head()).toBe(head);
  });

  test('are published by who keeps the rules, once; a version with another content and an older one are refused', async () => {
    const head = await authority.runtime.log.head();
    expect(await registry.post('/calendars', later(2))).toMatchObject({ status: 403 });
    expect(await authority.administrator.post('/calendars', { ...ecBrussels, title: 'Edited' })).toMatchObject({
      status: 409,
      body: { code: 'case-state.version-already-published' },
    });
    expect(await authority.administrator.post('/calendars', ecBrussels)).toMatchObject({
      status: 200,
      body: { unchanged: true },
    });
    expect(await authority.runtime.log.head()).toBe(head);
  });

  test('a corrected one moves the open clocks, tells which dates moved to who may see them, and holds for new cases', async () => {
    expect(await phaseOne(merger)).toMatchObject({ end: '2024-07-08' });
    expect(await authority.administrator.post('/calendars', later(2, '2024-06-20'))).toMatchObject({ status: 200 });
    const done = await finished(2);
    expect(done).toMatchObject({
      before: 1,
      startedBy: authority.administrator.id,
      progress: { done: 1, left: 0, changed: 1 },
    });
    expect(await phaseOne(merger)).toMatchObject({
      end: '2024-07-09',
      explanation: { calendar: { id: 'ec-brussels', version: 2 } },
    });
    const { body } = await registry.get('/calendars/ec-brussels/2/moved');
    expect(body).toMatchObject({ total: 1, items: [{ caseId: merger, number: 'M.1', kept: [] }] });
    expect(body.items[0].moved).toContainEqual(
      expect.objectContaining({ clock: 'phase-one', from: { end: '2024-07-08' }, to: { end: '2024-07-09' } }),
    );
    // Who may not see the inquiry hears of no case, and who does not keep the rules of no number of cases.
    for (const who of [outsider, authority.administrator])
      expect((await who.get('/calendars/ec-brussels/2/moved')).body).toEqual({ items: [], total: 0 });
    expect(await work(2, outsider)).not.toHaveProperty('progress');
    const [event] = await recomputed(merger);
    expect(event).toMatchObject({
      actor: { kind: 'system' },
      onBehalfOf: authority.administrator.id,
      data: { before: { version: 1 }, calendar: { version: 2 } },
    });
    const told = (await registry.get(`/inquiries/${inquiry}/timeline?kind=ClocksRecomputed`)).body.items;
    expect(told).toMatchObject([{ params: { moved: 2, version: 2 }, caseId: merger }]);
    const fresh = await notified('M.2');
    expect((await registry.get(`/cases/${fresh}`)).body.calendar).toMatchObject({ version: 2 });
    expect(await phaseOne(fresh)).toMatchObject({ end: '2024-07-09' });
  });

  test('how a case stood before is still told under the list of then', async () => {
    const [event] = await recomputed(merger);
    const stored = await authority.runtime.log.read(`case-${merger}`);
    const before = stored
      .filter(({ version }) => version < event!.version)
      .flatMap(({ data }) => (data as { clocks?: object[] }).clocks ?? []);
    expect(before).toContainEqual(
      expect.objectContaining({
        clock: 'phase-one',
        end: '2024-07-08',
        explanation: expect.objectContaining({ calendar: expect.objectContaining({ version: 1 }) }),
      }),
    );
  });

  test('what changed by it, when and by whom is told by the difference of before and after', async () => {
    const [event] = await recomputed(merger);
    const stored = await authority.runtime.log.read(`case-${merger}`);
    const before = stored.find(({ version }) => version === event!.version - 1);
    const { body } = await registry.get(`/cases/${merger}/difference?fromRecordedAt=${before!.recordedAt}`);
    const change = body.changes.find(({ key }: { key: string }) => key === `clock-phase-one-${merger}`);
    expect(change).toMatchObject({
      before: { params: { end: '2024-07-08' } },
      after: { params: { end: '2024-07-09' } },
      because: [{ kind: 'ClocksRecomputed', actor: authority.administrator.id }],
    });
  });

  test('the work is stopped with a reason and gone on with; what is finished cannot be steered', async () => {
    const path = '/calendars/ec-brussels/2/recomputation';
    expect(await authority.administrator.post(`${path}/stop`, { reason: 'A mistake' })).toMatchObject({
      status: 409,
      body: { code: 'case-state.recomputation-finished' },
    });
    expect(await authority.administrator.post('/calendars/ec-brussels/1/recomputation/resume', {})).toMatchObject({
      status: 404,
    });
    expect(await registry.post(`${path}/stop`, { reason: 'A mistake' })).toMatchObject({ status: 403 });
  });

  test('a later version takes the place of one that is stopped, and each case is counted once for it', async () => {
    const cases = [merger];
    for (let i = 0; i < 12; i++) cases.push(await notified(`M.1${i}`));
    const publishing = authority.administrator.post('/calendars', later(3, '2024-06-20', '2024-06-21'));
    expect(await publishing).toMatchObject({ status: 200 });
    const stopping = { reason: 'The list is not the final one' };
    await authority.administrator.post('/calendars/ec-brussels/3/recomputation/stop', stopping);
    // It may have been quicker.
    const { progress } = await eventually(async () => {
      const it = await work(3);
      return ['stopped', 'finished'].includes(it.state) && it;
    });
    expect(progress.done + progress.left).toBe(14);
    await authority.administrator.post('/calendars', later(4, '2024-06-20', '2024-06-21', '2024-06-24'));
    await finished(4);
    await finished(3);
    for (const id of cases) {
      const versions = (await recomputed(id)).map(
        ({ data }) => (data as { calendar: { version: number } }).calendar.version,
      );
      expect(versions.filter((version) => version === 4)).toHaveLength(1);
      expect(await phaseOne(id)).toMatchObject({ end: '2024-07-11' });
    }
  });

  test('a closed case is not counted, be a step of it corrected since; one that was reopened is, be its closing corrected', async () => {
    const open = async (number: string): Promise<string> => {
      const body = { procedure: 'eu-merger', number, title: { en: 'Not notified' } };
      return (await registry.post(`/inquiries/${inquiry}/cases`, body)).body.id;
    };
    const [shut, reopened] = [await open('M.30'), await open('M.31')];
    const consulted = { step: 'LegalServiceConsulted', inputs: { act: 'art-6', reference: 'SJ/1' } };
    await registry.post(`/cases/${shut}/steps`, consulted);
    const close = { step: 'CaseClosed', inputs: { outcome: 'not-notified' } };
    for (const id of [shut, reopened])
      expect(await manager.post(`/cases/${id}/steps`, close)).toMatchObject({ status: 200 });
    expect(await manager.post(`/cases/${reopened}/reopening`, { reason: 'By mistake' })).toMatchObject({ status: 200 });
    const corrects = async (who: AtTheDoors, id: string, step: string, inputs: Record<string, string>) => {
      const event = (await authority.runtime.log.read(`case-${id}`)).find(
        ({ type, data }) => type === 'StepTaken' && (data as { step: string }).step === step,
      )!.id;
      const body = { event, inputs, reason: 'Misread', effectiveOn: '2024-06-03' };
      expect(await who.post(`/cases/${id}/corrections`, body)).toMatchObject({ status: 200 });
    };
    await corrects(registry, shut, consulted.step, { act: 'art-6', reference: 'SJ/2' });
    await authority.administrator.post('/calendars', later(5, '2024-06-20', '2024-06-21', '2024-06-24', '2024-06-25'));
    expect(await finished(5)).toMatchObject({ progress: { left: 0 } });
    expect(await recomputed(shut)).toEqual([]);
    expect(await recomputed(reopened)).toMatchObject([{ data: { calendar: { version: 5 } } }]);
  });

  test('a case goes on under another version of its procedure; what is retired stays readable', async () => {
    await authority.administrator.post('/procedures', thirdProcedure);
    const { id } = (
      await registry.post(`/inquiries/${inquiry}/cases`, {
        procedure: 'harbour-review',
        number: 'HR/1',
        title: { en: 'Review' },
      })
    ).body;
    await registry.post(`/cases/${id}/steps`, { step: 'ReviewStarted' });
    const body = { version: 2, reason: 'The Act was amended' };
    expect(await registry.post(`/cases/${id}/procedure`, body)).toMatchObject({
      status: 409,
      body: { code: 'case-state.procedure-unknown' },
    });
    const sound = {
      ...thirdProcedure,
      version: 2,
      title: { en: 'Harbour review, amended' },
      steps: thirdProcedure.steps.filter(({ id: step }) => step !== 'ReviewExtended'),
    };
    expect(await authority.administrator.post('/procedures', sound)).toMatchObject({ status: 200 });
    const handler = await authority.officer('case-handler');
    await registry.post(`/inquiries/${inquiry}/team`, { person: handler.id, role: 'case-handler', conflict: 'none' });
    expect(await handler.post(`/cases/${id}/steps`, { step: 'ReviewExtended' })).toMatchObject({ status: 200 });
    expect((await handler.get(`/cases/${id}`)).body).toMatchObject({ otherVersions: [2], mayMove: false });
    expect(await handler.post(`/cases/${id}/procedure`, body)).toMatchObject({ status: 403 });
    expect(await outsider.post(`/cases/${id}/procedure`, body)).toMatchObject({ status: 404 });
    expect(await registry.post(`/cases/${id}/procedure`, body)).toMatchObject({ status: 200 });
    const view = (await registry.get(`/cases/${id}`)).body;
    expect(view).toMatchObject({ pin: { version: 2 }, pinnedSince: '2024-06-03', otherVersions: [1], mayMove: true });
    expect(view.steps.find((step: { id: string }) => step.id === 'ReviewExtended')).toMatchObject({
      state: 'done',
      retired: true,
      title: { en: 'Extend the review' },
      taken: [{ on: '2024-06-03', role: 'case-handler' }],
    });
    expect((await registry.get(`/inquiries/${inquiry}/timeline?kind=ProcedureMoved`)).body.items).toMatchObject([
      { params: { from: 1, version: 2, reason: 'The Act was amended' } },
    ]);
    expect((await registry.post(`/cases/${id}/procedure`, body)).body).toMatchObject({ unchanged: true });
  });
});
