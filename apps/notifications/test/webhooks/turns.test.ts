import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Uuid } from '#contracts';
import { RETRY_SCHEDULE } from '../../src/domain/delivery/retry-schedule.js';
import { claimLane, type Claim } from '../../src/webhooks/queue/claim.js';
import { settle } from '../../src/webhooks/queue/settle.js';
import { officer, openInstallation, subscribe, type Installation } from '../installation.js';
import { fact } from '../publishers.js';
import { QUICK } from '../service.js';

const NOTHING = { busy: [], inFlight: [] };
let installation: Installation;

/** The engine of the service stands still: the turns are taken here, one by one. */
beforeAll(async () => {
  installation = await openInstallation();
  await installation.restart({ limits: { ...QUICK, engine: { ...QUICK.engine, concurrency: 0 } } });
});
afterAll(() => installation?.close());

const pool = () => installation.service.runtime.pool;
/** Claims one, a second after the turn before it. */
async function turn(): Promise<Claim | undefined> {
  const { clock } = installation.service.runtime;
  await clock.advance(new Date(Date.parse(await clock.now()) + 1_000).toISOString());
  return claimLane(pool(), await clock.now(), 60_000, NOTHING);
}
async function answered(claim: Claim, status: number): Promise<void> {
  const outcome = { kind: 'answered' as const, status };
  const answer = { status, headers: {}, body: '' };
  const { clock } = installation.service.runtime;
  await settle(pool(), claim, { outcome, answer, headers: {}, tookMs: 1 }, RETRY_SCHEDULE, await clock.now(), 0.5);
}
async function lanes(count: number): Promise<Uuid[]> {
  const who = officer();
  const inquiries: Uuid[] = [];
  for (let n = 0; n < count; n++) inquiries.push(await installation.inquiry(who));
  await subscribe(installation, who, 'http://127.0.0.1:8099/', inquiries, ['dossier.case-state.StepTaken.v1']);
  return inquiries;
}
const queue = async (lane: Uuid, deliveries: number) => {
  for (let n = 0; n < deliveries; n++) await installation.caseState.publish(fact.step(lane, `${n}`));
  await installation.settled();
};

it('lanes that are full take turns, and a retry that is due takes its own among them', async () => {
  const [sick, busy, other] = (await lanes(3)) as [Uuid, Uuid, Uuid];
  await queue(sick, 1);
  await answered((await turn())!, 500); // tried again in five seconds
  await queue(busy, 9);
  await queue(other, 9);
  const served: Uuid[] = [];
  for (let n = 0; n < 12; n++) {
    const claim = (await turn())!;
    served.push(claim.lane);
    await answered(claim, 204);
  }
  expect(served).toContain(sick);
  const those = served.filter((lane) => lane !== sick);
  expect(those.slice(1).every((lane, n) => lane !== those[n])).toBe(true);
  for (let claim = await turn(); claim; claim = await turn()) await answered(claim, 204);
});

it('a lane that counts more than it has is counted anew, and the others go before', async () => {
  const [empty, full] = (await lanes(2)) as [Uuid, Uuid];
  await queue(empty, 1);
  await queue(full, 1);
  await pool().query(`update delivery.deliveries set state = 'withdrawn' where lane = $1`, [empty]);
  expect(await turn()).toMatchObject({ lane: full });
  const { rows } = await pool().query('select waiting from delivery.lanes where lane = $1', [empty]);
  expect(rows).toEqual([{ waiting: 0 }]);
});
