import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubscriptionView, Uuid } from '#contracts';
import { startProcess, type DisposableLog, eventually } from '#testing';
import { LeaseLost } from '../../src/webhooks/delivery-engine.js';
import { claimLane, type Claim } from '../../src/webhooks/queue/claim.js';
import { settle, type Sent } from '../../src/webhooks/queue/settle.js';
import { RETRY_SCHEDULE } from '../../src/domain/delivery/retry-schedule.js';
import { officer, openInstallation, subscribe, subscriptionOnce, type Installation } from '../installation.js';
import { fact } from '../publishers.js';
import { startService, type Service } from '../service.js';
import { startReceiver, type Received } from './receiver.js';

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());
let second: Service | undefined;
afterEach(async () => {
  await second?.stop();
  second = undefined;
});

const TYPES = ['dossier.case-state.StepTaken.v1'];
const urls = ({ ownerUrl, serviceUrl }: DisposableLog) => ({ owner: ownerUrl, service: serviceUrl });
const lane = (view: SubscriptionView, inquiry: Uuid) => view.lanes.find((one) => one.lane === inquiry);
const numberOf = (request: Received) =>
  JSON.parse(request.body) as { subject: Uuid; deliverysequence: number; previousdelivery?: Uuid };

async function pass(milliseconds: number): Promise<void> {
  const { clock } = installation.service.runtime;
  await clock.advance(new Date(Date.parse(await clock.now()) + milliseconds).toISOString());
}

/** What a subscriber can check by itself: each lane complete and in order, repeats only of the same, one behind the other. */
function proveNothingIsMissing(received: Received[], lanes: Uuid[], each: number): { repeats: number } {
  let repeats = 0;
  for (const inquiry of lanes) {
    const told = received.filter((request) => numberOf(request).subject === inquiry);
    let last: Received | undefined;
    for (const request of told) {
      const { deliverysequence, previousdelivery } = numberOf(request);
      if (last && deliverysequence === numberOf(last).deliverysequence) {
        expect([request.headers['webhook-id'], request.body]).toEqual([last.headers['webhook-id'], last.body]);
        repeats += 1;
      } else {
        expect(deliverysequence).toBe(last ? numberOf(last).deliverysequence + 1 : 1);
        expect(previousdelivery).toBe(last?.headers['webhook-id']);
      }
      last = request;
    }
    expect(last && numberOf(last).deliverysequence).toBe(each);
  }
  return { repeats };
}

describe('a service that ends in the middle', () => {
  it('goes on where the schedule stood', async () => {
    const who = officer();
    const inquiry = await installation.inquiry(who);
    const receiver = await startReceiver();
    receiver.answer((_request, response) => void response.writeHead(500).end());
    const { id } = await subscribe(installation, who, receiver.url, [inquiry], TYPES);
    await installation.caseState.publish(fact.step(inquiry, 'a'), fact.step(inquiry, 'b'));
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.tries === 1);
    await pass(6_000);
    const before = await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.tries === 2);

    await installation.restart();
    const after = await subscriptionOnce(installation, who, id, () => true);
    expect(lane(after, inquiry)).toEqual(lane(before, inquiry));
    receiver.answer((_request, response) => void response.writeHead(204).end());
    await pass(60_000);
    await eventually(() => receiver.received.length === 4);
    expect(receiver.received.map((request) => request.headers['dossier-attempt'])).toEqual(['1', '2', '3', '1']);
    proveNothingIsMissing(receiver.received, [inquiry], 2);
    await receiver.close();
  });

  it('calls off what is in flight; it counts for nothing and is sent again at once', async () => {
    const who = officer();
    const inquiry = await installation.inquiry(who);
    const receiver = await startReceiver();
    receiver.answer(() => undefined);
    const { id } = await subscribe(installation, who, receiver.url, [inquiry], TYPES);
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    await eventually(() => receiver.received.length === 1);
    const stopping = installation.restart();
    receiver.answer((_request, response) => void response.writeHead(204).end());
    await stopping;
    await eventually(() => receiver.received.length === 2);
    expect(receiver.received[1]!.headers['dossier-attempt']).toBe('1');
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.deliveredTo === 1);
    await receiver.close();
  });
});

describe('a service whose settings have changed', () => {
  it('refuses an address that is no longer allowed when it comes to sending, and parks the lane', async () => {
    const who = officer();
    const inquiry = await installation.inquiry(who);
    const receiver = await startReceiver();
    const { id } = await subscribe(installation, who, receiver.url, [inquiry], TYPES);
    await installation.restart({ allow: ['10.0.0.0/8'] });
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    const parked = await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.state === 'parked');
    const { parkedAt } = lane(parked, inquiry)!;
    expect(parkedAt?.why).toBe(
      'address not allowed: 127.0.0.1 is a loopback address; webhooks go to public addresses only.',
    );
    const { body } = await installation.service.as(who).get(`/deliveries/${parkedAt!.deliveryId}`);
    expect(body).toMatchObject({ state: 'refused', attempt: 1, sequence: 1 });
    expect(body).not.toHaveProperty('response');
    expect(receiver.received).toEqual([]);

    await installation.restart();
    await installation.service.as(who).post(`/subscriptions/${id}/lanes/${inquiry}/retry`);
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.deliveredTo === 1);
    await receiver.close();
  });
});

describe('two processes over one database', () => {
  it('never send on one lane at once, and send nothing twice', async () => {
    const { databases, caseState, intake } = installation;
    second = await startService(urls(databases.notifications), [
      caseState.opened.publisher.source,
      intake.opened.publisher.source,
    ]);
    const who = officer();
    const lanes = await Promise.all(Array.from({ length: 4 }, () => installation.inquiry(who)));
    const receiver = await startReceiver();
    const open = new Map<Uuid, number>();
    let most = 0;
    receiver.answer((request, response) => {
      const { subject } = numberOf(request);
      open.set(subject, (open.get(subject) ?? 0) + 1);
      most = Math.max(most, open.get(subject)!);
      setTimeout(() => {
        open.set(subject, open.get(subject)! - 1);
        response.writeHead(204).end();
      }, 5);
    });
    await subscribe(installation, who, receiver.url, lanes, TYPES);
    for (let n = 0; n < 10; n++) await caseState.publish(...lanes.map((inquiry) => fact.step(inquiry, `s${n}`)));
    await eventually(() => receiver.received.length === 40);
    expect(proveNothingIsMissing(receiver.received, lanes, 10)).toEqual({ repeats: 0 });
    expect(most).toBe(1);
    expect([...second.reports, ...installation.service.reports].filter((error) => error instanceof LeaseLost)).toEqual(
      [],
    );
    await receiver.close();
  });

  it('a result that comes after its lease has been taken over is logged and moves nothing', async () => {
    const who = officer();
    const inquiry = await installation.inquiry(who);
    const receiver = await startReceiver();
    const { id } = await subscribe(installation, who, receiver.url, [inquiry], TYPES);
    const { pool, clock } = installation.service.runtime;
    receiver.answer((_request, response) => void response.writeHead(500).end());
    await installation.caseState.publish(fact.step(inquiry, 'a'), fact.step(inquiry, 'b'));
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.tries === 1);

    // A process that takes the lane for due (its clock is ahead), and is then held up for longer than its lease.
    const ahead = new Date(Date.parse(await clock.now()) + 60_000).toISOString();
    const others = await pool.query<{ subscription: Uuid }>(
      'select subscription from delivery.endpoints where subscription <> $1',
      [id],
    );
    const busy = others.rows.map((row) => row.subscription);
    const stalled = (await claimLane(pool, ahead, 0, { busy, inFlight: [] })) as Claim;
    expect(stalled).toMatchObject({ subscription: id, attempt: 2 });
    receiver.answer((_request, response) => void response.writeHead(204).end());
    await pass(6_000);
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.deliveredTo === 2);

    const late: Sent = { outcome: { kind: 'answered', status: 410 }, tookMs: 60_000, headers: {} };
    expect(await settle(pool, stalled, late, RETRY_SCHEDULE, await clock.now(), 0.5)).toBe(false);
    const view = await subscriptionOnce(installation, who, id, () => true);
    expect(lane(view, inquiry)).toMatchObject({ state: 'flows', deliveredTo: 2 });
    await receiver.close();
  });
});

describe('a process that is killed (SIGKILL) while it sends', () => {
  it('loses nothing; only what had not been acknowledged is sent once more, the same', async () => {
    const who = officer();
    const lanes = [await installation.inquiry(who), await installation.inquiry(who), await installation.inquiry(who)];
    const receiver = await startReceiver();
    const { id } = await subscribe(installation, who, receiver.url, lanes, TYPES);
    await installation.service.stop();

    const { databases } = installation;
    const given = JSON.stringify({
      caseState: urls(databases.caseState),
      intake: urls(databases.intake),
      notifications: urls(databases.notifications),
    });
    const child = startProcess<string>(new URL('./sending-process.ts', import.meta.url), [given]);
    let killed: Promise<void> | undefined;
    receiver.answer((_request, response) => {
      // In the middle of a request, before it is answered; while the others are in flight or being queued.
      if (receiver.received.length === 20) killed = child.killHard();
      else if (!killed) response.writeHead(204).end();
    });
    await child.told((message) => message === 'serving', { within: 100_000 });
    for (let n = 0; n < 15; n++) await installation.caseState.publish(...lanes.map((one) => fact.step(one, `s${n}`)));
    await eventually(() => killed !== undefined);
    await killed;

    receiver.answer((_request, response) => void response.writeHead(204).end());
    await installation.restart();
    await subscriptionOnce(installation, who, id, (view) => lanes.every((one) => lane(view, one)?.deliveredTo === 15));
    const { repeats } = proveNothingIsMissing(receiver.received, lanes, 15);
    // At least the one that we had not answered.
    expect(repeats).toBeGreaterThanOrEqual(1);
    await receiver.close();
  }, 180_000);
});
