import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseView, StoredEvent, TimelineItem } from '#contracts';
import { eventually } from '#testing';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** A notification of which the day was misread, after commitments moved the time to decide. */
describe('A correction that moves what later steps brought about, over HTTP', () => {
  let authority: Authority;
  let manager: AtTheDoors;
  let registry: AtTheDoors;
  let inquiry: string;
  let at: string;
  let before: CaseView;
  let further: StoredEvent[];

  const view = async (times = ''): Promise<CaseView> => (await manager.get(`${at}${times}`)).body;
  const end = ({ clocks }: CaseView) => clocks.find(({ id }) => id === 'phase-one')?.end;
  const eventOf = async (step: string) => {
    const taken = (await view()).steps.find(({ id }) => id === step)!.taken.at(-1)!;
    return (await authority.runtime.log.page(taken.position - 1, 1))[0]!.id;
  };
  const corrects = async (effectiveOn: string) =>
    manager.post(`${at}/corrections`, {
      event: await eventOf('NotificationReceived'),
      effectiveOn,
      reason: 'The stamp was misread',
    });

  beforeAll(async () => {
    authority = await openAuthority();
    [manager, registry] = [await authority.officer('case-manager'), await authority.officer('registry')];
    const team = [
      { person: manager.id, role: 'case-manager', conflict: 'none' },
      { person: registry.id, role: 'registry', conflict: 'none' },
    ];
    inquiry = (await manager.post('/inquiries', { number: 'I-1', title: { en: 'A merger' }, team })).body.id;
    const opens = { procedure: 'eu-merger', number: 'M.1', title: { en: 'A merger' } };
    at = `/cases/${(await manager.post(`/inquiries/${inquiry}/cases`, opens)).body.id}`;
    expect(await registry.post(`${at}/steps`, { step: 'NotificationReceived' })).toMatchObject({ status: 200 });
    await authority.dayComes('2024-06-18');
    expect(await registry.post(`${at}/steps`, { step: 'PhaseOneCommitmentsOffered' })).toMatchObject({ status: 200 });
    await authority.dayComes('2024-06-20');
    before = await view();
    const head = await authority.runtime.log.head();
    expect(await corrects('2024-06-04')).toMatchObject({ status: 200, body: { unchanged: false } });
    further = await authority.runtime.log.page(head, 10);
  });
  afterAll(() => authority?.close());

  test('is recorded, and in the same append what rests on it: by the system, naming what it corrects and what caused it', async () => {
    expect(end(before)).toBe('2024-07-22');
    expect(end(await view())).toBe('2024-07-23');
    const [correction, consequence] = further as [StoredEvent, StoredEvent];
    expect(further).toHaveLength(2);
    expect(correction).toMatchObject({ actor: { person: manager.id }, effectiveOn: '2024-06-04' });
    expect(correction.data).toMatchObject({ step: 'NotificationReceived', correctionReason: 'The stamp was misread' });
    expect(consequence).toMatchObject({
      actor: { kind: 'system' },
      effectiveOn: '2024-06-18',
      causation: correction.id,
      commandId: correction.commandId,
      data: { step: 'PhaseOneCommitmentsOffered', by: 'officer' },
    });
    const corrected = (await authority.runtime.log.page(0, 100)).find(({ id }) => id === consequence.corrects);
    expect(corrected).toMatchObject({ data: { step: 'PhaseOneCommitmentsOffered' }, actor: { person: registry.id } });
    expect(consequence.data).not.toHaveProperty('backdatingReason');
  });

  test('the history shows what it is and why; the case goes on saying whose act it was', async () => {
    const { items } = (await manager.get(`/inquiries/${inquiry}/timeline?order=recorded`)).body;
    const [consequence] = items as [TimelineItem];
    expect(consequence).toMatchObject({
      actor: { kind: 'system', role: 'system' },
      corrects: further[1]?.corrects,
      params: { because: { en: 'Notification received' } },
    });
    expect(consequence).not.toHaveProperty('reason');
    const taken = (await view()).steps.find(({ id }) => id === 'PhaseOneCommitmentsOffered')!.taken;
    expect(taken).toMatchObject([{ on: '2024-06-18', by: registry.id, role: 'registry' }]);
  });

  test('both travel once each, as corrections', async () => {
    const { source } = authority.runtime.publisher;
    const last = further.at(-1)!.position;
    await eventually(async () => (await source.numbered()).position >= last);
    const published = (await source.after(0, 1000)).filter(({ type }) => type === 'dossier.case-state.StepTaken.v1');
    for (const { id, corrects: instead } of further)
      expect(published.filter((event) => event.id === id)).toMatchObject([{ data: { corrects: instead } }]);
    expect(published.at(-1)?.data).toMatchObject({
      title: { en: 'Commitments offered in phase I, corrected' },
      clocks: expect.arrayContaining([{ clock: 'phase-one', state: 'running', end: '2024-07-23' }]),
    });
    expect(published.at(-1)?.data).not.toHaveProperty('actor');
  });

  test('two times: as recorded before, it is as it was; as of a day between, as it is now known', async () => {
    expect(end(await view('?recordedAt=2024-06-18'))).toBe('2024-07-22');
    expect(end(await view('?asOf=2024-06-17'))).toBe('2024-07-09');
    expect(end(await view('?asOf=2024-06-18'))).toBe('2024-07-23');
  });

  test('a correction of it takes it along again; the log alone folds to what the views show', async () => {
    expect(await corrects('2024-06-03')).toMatchObject({ status: 200 });
    expect(end(await view())).toBe('2024-07-22');
    const taken = (await view()).steps.find(({ id }) => id === 'PhaseOneCommitmentsOffered')!.taken;
    expect(taken).toMatchObject([{ by: registry.id, role: 'registry' }]);
    for (const report of await authority.runtime.check())
      expect(report).toMatchObject({ equal: true, differences: [] });
    expect(authority.faults).toEqual([]);
  });
});
