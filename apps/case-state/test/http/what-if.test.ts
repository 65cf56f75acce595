import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FIRST_DAY, openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

describe('What if, over HTTP', () => {
  let authority: Authority;
  let registry: AtTheDoors;
  let outsider: AtTheDoors;
  let merger: string;

  beforeAll(async () => {
    authority = await openAuthority();
    const manager = await authority.officer('case-manager');
    registry = await authority.officer('registry');
    outsider = await authority.officer('case-handler');
    const opened = await manager.post('/inquiries', {
      number: 'I-1',
      title: { en: 'Harbour' },
      team: [
        { person: manager.id, role: 'case-manager', conflict: 'none' },
        { person: registry.id, role: 'registry', conflict: 'none' },
      ],
    });
    const body = { procedure: 'eu-merger', number: 'M.1', title: { en: 'Two harbours' } };
    merger = (await registry.post(`/inquiries/${opened.body.id}/cases`, body)).body.id;
    expect(await registry.post(`/cases/${merger}/steps`, { step: 'NotificationReceived' })).toMatchObject({
      status: 200,
    });
  });
  afterAll(() => authority?.close());

  const ask = (query: string, who = registry) => who.get(`/cases/${merger}/what-if?${query}`);

  test('all dates before and after, each explained, and nothing is written', async () => {
    const head = await authority.runtime.log.head();
    const { status, body } = await ask('on=2024-06-10&clock=phase-one&act=suspend&for=10wd');
    expect(status).toBe(200);
    const phase = body.clocks.find((one: { before: { id: string } }) => one.before.id === 'phase-one');
    // 25 working days from Monday 3 June 2024: 8 July; with ten out: 22 July.
    expect(phase).toMatchObject({ moved: true, before: { end: '2024-07-08' }, after: { end: '2024-07-22' } });
    expect(phase.after.explanation.steps.map((step: { rule: string }) => step.rule)).toContain('suspended');
    const step = await ask('on=2024-06-10&step=PhaseOneCommitmentsOffered&inputs=%7B%7D');
    expect(step.body).toMatchObject({ possible: true, why: [] });
    expect(await authority.runtime.log.head()).toBe(head);
    expect((await registry.get(`/cases/${merger}`)).body.clocks[0]).toMatchObject({ end: '2024-07-08' });
  });

  test('what is not possible says why, with its basis and what comes first', async () => {
    const { body } = await ask('on=2024-06-10&step=PhaseTwoOpened');
    expect(body).toMatchObject({
      possible: false,
      why: [{ guard: 'consent', first: [{ step: 'LegalServiceConsulted' }] }, {}],
    });
    expect(body.clocks.every(({ moved }: { moved: boolean }) => !moved)).toBe(true);
  });

  test('bad input is refused, and who may not see the case learns nothing', async () => {
    for (const query of [
      'on=2024-02-30&clock=phase-one&act=end',
      'on=2024-06-10',
      'on=2024-06-10&clock=phase-one',
      'on=2024-06-10&step=A&clock=phase-one&act=end',
      'on=2024-06-10&clock=phase-one&act=extend&for=ten',
      'on=2024-06-10&step=PhaseTwoOpened&inputs=%5B1%5D',
      `on=2024-06-02&clock=phase-one&act=end`,
    ])
      expect(await ask(query)).toMatchObject({ status: 400 });
    expect(await ask(`on=${FIRST_DAY}&clock=phase-one&act=end`, outsider)).toMatchObject({ status: 404 });
  });
});
