import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { thirdProcedure } from '../domain/third-procedure.js';
import { openAuthority, type AtTheDoors, type Authority } from '../support/authority.js';

/** More facts than are noted while a timer looks once. */
const REQUESTS = 20;

describe('A service that slept through a date', () => {
  let authority: Authority;
  let registry: AtTheDoors;
  let inquiry: string;

  beforeAll(async () => {
    authority = await openAuthority();
    await authority.administrator.post('/procedures', thirdProcedure);
    const manager = await authority.officer('case-manager');
    registry = await authority.officer('registry');
    const lead = randomUUID();
    await authority.tell('LeadRegistered', { leadId: lead, kind: 'ex-officio', subject: 'Harbour' });
    const opened = await manager.post('/inquiries', {
      number: 'I-1',
      title: { en: 'Harbour' },
      leadId: lead,
      team: [
        { person: manager.id, role: 'case-manager', conflict: 'none' },
        { person: registry.id, role: 'registry', conflict: 'none' },
      ],
    });
    inquiry = opened.body.id;
  });
  afterAll(() => authority?.close());

  const underReview = async (number: string): Promise<string> => {
    const body = { procedure: 'harbour-review', number, title: { en: 'Review' } };
    const { id } = (await registry.post(`/inquiries/${inquiry}/cases`, body)).body;
    expect(await registry.post(`/cases/${id}/steps`, { step: 'ReviewStarted' })).toMatchObject({ status: 200 });
    return id;
  };
  const asked = (caseId: string, number: number) => ({
    rfiId: randomUUID(),
    inquiryId: inquiry,
    caseId,
    number,
    kind: 'simple',
    subject: { en: 'Berths' },
    basis: [{ citation: 'Act on the Test, s 1' }],
    limit: '2024-06-24',
    limitExplanation: { steps: [], skipped: [], calendar: { id: 'ec-brussels', version: 1 }, provisional: false },
    questions: 1,
    addressees: [{ addresseeId: randomUUID(), name: 'Shipper', country: 'BE' }],
    issuedBy: registry.id,
  });
  const stepsOf = async (caseId: string) =>
    (await authority.runtime.log.read(`case-${caseId}`))
      .filter(({ type }) => type === 'StepTaken' || type === 'StepRefused')
      .map(({ type, data, effectiveOn }) => [type, (data as { step: string }).step, effectiveOn]);

  test('records what it would have recorded awake: first what happened before silence spoke, then the silence', async () => {
    const caseId = await underReview('HR/1');
    await authority.sleepsUntil('2024-06-20', async () => {
      for (let number = 1; number <= REQUESTS; number++)
        await authority.tell('RfiIssued', asked(caseId, number), '2024-06-03');
    });
    await registry.get('/inquiries');
    expect(await stepsOf(caseId)).toEqual([
      ['StepTaken', 'FileTaken', '2024-06-03'],
      ['StepTaken', 'ReviewStarted', '2024-06-03'],
      ...Array.from({ length: REQUESTS }, () => ['StepTaken', 'QuestionAsked', '2024-06-03']),
      ['StepTaken', 'DeemedCleared', '2024-06-17'],
    ]);
    const warnings = (await authority.runtime.log.read(`case-${caseId}`)).filter(
      ({ type }) => type === 'ExpiryWarningGiven',
    );
    expect(warnings.map(({ data, effectiveOn }) => [(data as { clock: string }).clock, effectiveOn])).toEqual([
      ['review', '2024-06-13'],
      ['reminder', '2024-06-19'],
      ['objection', '2024-06-20'],
    ]);
  });

  test('goes by its own clocks when the service that it follows is away', async () => {
    const caseId = await underReview('HR/2');
    await authority.sleepsUntil('2024-07-10', () => authority.neighbourLeaves());
    expect((await stepsOf(caseId)).slice(2, 3)).toEqual([['StepTaken', 'DeemedCleared', '2024-07-04']]);
  });
});
