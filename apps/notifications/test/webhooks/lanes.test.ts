import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { DeliveryDetail, DeliveryPage, SubscriptionView, Uuid } from '#contracts';
import { eventually } from '#testing';
import type { z } from 'zod';
import { forgetOldDeliveries } from '../../src/webhooks/queue/retention.js';
import { officer, openInstallation, subscribe, subscriptionOnce, type Installation } from '../installation.js';
import { fact } from '../publishers.js';
import { startReceiver, type Received, type Receiver } from './receiver.js';

type Deliveries = z.output<typeof DeliveryPage>;
type Detail = z.output<typeof DeliveryDetail>;
interface Body {
  id: Uuid;
  type: string;
  subject: Uuid;
  sequence: string;
  deliverysequence: number;
  previousdelivery?: Uuid;
  data: { step?: string };
}
const bodyOf = (request: Received): Body => JSON.parse(request.body) as Body;
const steps = (receiver: Receiver, lane: Uuid): string[] =>
  receiver.received
    .map(bodyOf)
    .filter((body) => body.subject === lane)
    .map((body) => body.data.step ?? body.type);

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

/** An officer with a subscription to inquiries of which only that officer is the team. */
async function subscriber(lanes = 1, types = ['dossier.case-state.StepTaken.v1', 'dossier.intake.*']) {
  const who = officer();
  const inquiries: Uuid[] = [];
  for (let n = 0; n < lanes; n++) inquiries.push(await installation.inquiry(who));
  const receiver = await startReceiver();
  const { id, secret } = await subscribe(installation, who, receiver.url, inquiries, types);
  return { who, inquiries, receiver, id, secret, inquiry: inquiries[0]! };
}
const lane = (view: SubscriptionView, inquiry: Uuid) => view.lanes.find((one) => one.lane === inquiry);
const attempts = async (who: Parameters<Installation['service']['as']>[0], id: Uuid): Promise<Deliveries['items']> =>
  (await installation.service.as(who).get<Deliveries>(`/subscriptions/${id}/deliveries`)).body.items;
/** Lets the service's time pass. */
async function pass(milliseconds: number): Promise<void> {
  const { clock } = installation.service.runtime;
  await clock.advance(new Date(Date.parse(await clock.now()) + milliseconds).toISOString());
}

describe('a subscriber', () => {
  it('gets what is published, in order, signed by Standard Webhooks, and can prove that nothing is missing', async () => {
    const { inquiry, receiver, secret } = await subscriber();
    const { caseState } = installation;
    // Holes in the publisher's own numbers: the team's changes are not subscribed to.
    await caseState.publish(fact.step(inquiry, 'one'), fact.joined(inquiry, officer().id), fact.step(inquiry, 'two'));
    await caseState.publish(fact.step(inquiry, 'three'));
    await eventually(() => receiver.received.length === 3);

    const bodies = receiver.received.map(
      (request) => new Webhook(secret).verify(request.body, request.headers) as Body,
    );
    expect(bodies.map((body) => body.data.step)).toEqual(['one', 'two', 'three']);
    expect(bodies.map((body) => body.deliverysequence)).toEqual([1, 2, 3]);
    expect(bodies.map((body) => Number(body.sequence))).toEqual([3, 5, 6]);
    const ids = receiver.received.map((request) => request.headers['webhook-id']);
    expect(bodies.map((body) => body.previousdelivery)).toEqual([undefined, ids[0], ids[1]]);
    expect(receiver.received[0]!.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'dossier-attempt': '1',
    });
    expect(bodies[0]).toMatchObject({ specversion: '1.0', subject: inquiry, type: 'dossier.case-state.StepTaken.v1' });
    await receiver.close();
  });

  it('gets one lane per inquiry whichever service publishes, and nothing from before the subscription', async () => {
    const who = officer();
    const inquiry = await installation.inquiry(who);
    await installation.caseState.publish(fact.step(inquiry, 'before'));
    await installation.settled();
    const receiver = await startReceiver();
    const { id } = await subscribe(installation, who, receiver.url, [inquiry]);
    await installation.intake.publish(fact.overdue(inquiry, 'Aurora'));
    await installation.settled();
    await installation.caseState.publish(fact.step(inquiry, 'after'));
    await eventually(() => receiver.received.length === 2);
    expect(receiver.received.map(bodyOf).map((body) => [body.type, body.deliverysequence])).toEqual([
      ['dossier.intake.ReplyOverdue.v1', 1],
      ['dossier.case-state.StepTaken.v1', 2],
    ]);
    const view = await subscriptionOnce(installation, who, id, (seen) => lane(seen, inquiry)?.deliveredTo === 2);
    expect(lane(view, inquiry)).toEqual({ lane: inquiry, state: 'flows', deliveredTo: 2, waiting: 0, tries: 0 });
    expect(view.lastDay).toMatchObject({
      delivered: 2,
      retried: 0,
      medianMs: expect.any(Number),
      p95Ms: expect.any(Number),
    });
    await receiver.close();
  });
});

describe('a lane', () => {
  it('waits for what has failed, by the schedule, and keeps its order; another lane flows on', async () => {
    const { who, id, inquiries, receiver } = await subscriber(2);
    const [sick, well] = inquiries as [Uuid, Uuid];
    let failing = true;
    receiver.answer(
      (request, response) => void response.writeHead(failing && bodyOf(request).subject === sick ? 500 : 204).end(),
    );
    await installation.caseState.publish(
      ...['a', 'b', 'c'].flatMap((step) => [fact.step(sick, step), fact.step(well, step)]),
    );
    await eventually(() => steps(receiver, well).length === 3);
    const waiting = await subscriptionOnce(
      installation,
      who,
      id,
      (view) => lane(view, sick)?.state === 'waiting' && lane(view, well)?.deliveredTo === 3,
    );
    expect(lane(waiting, sick)).toMatchObject({ deliveredTo: 0, waiting: 2, tries: 1, nextTryAt: expect.any(String) });
    expect(lane(waiting, well)).toMatchObject({ state: 'flows', deliveredTo: 3 });

    await pass(6_000);
    await subscriptionOnce(installation, who, id, (view) => lane(view, sick)?.tries === 2);
    failing = false;
    await pass(40_000);
    await eventually(() => steps(receiver, sick).length === 5);
    expect(steps(receiver, sick)).toEqual(['a', 'a', 'a', 'b', 'c']);
    const ids = new Set(
      receiver.received
        .filter((request) => bodyOf(request).data.step === 'a' && bodyOf(request).subject === sick)
        .map((request) => request.headers['webhook-id']),
    );
    expect(ids.size).toBe(1);
    await subscriptionOnce(installation, who, id, (view) => lane(view, sick)?.deliveredTo === 3);
    const log = (await attempts(who, id)).filter((one) => one.lane === sick);
    expect(log.map(({ sequence, attempt, state, status }) => [sequence, attempt, state, status])).toEqual([
      [3, 1, 'delivered', 204],
      [2, 1, 'delivered', 204],
      [1, 3, 'delivered', 204],
      [1, 2, 'failed', 500],
      [1, 1, 'failed', 500],
    ]);
    await receiver.close();
  });

  it('parks after eight tries; a person retries it, and it flows on', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    receiver.answer((_request, response) => void response.writeHead(503).end());
    await installation.caseState.publish(fact.step(inquiry, 'a'), fact.step(inquiry, 'b'));
    for (let tries = 1; tries < 8; tries++) {
      await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.tries === tries);
      await pass(27 * 3_600_000);
    }
    const parked = await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.state === 'parked');
    expect(lane(parked, inquiry)).toMatchObject({
      deliveredTo: 0,
      waiting: 1,
      tries: 8,
      parkedAt: { sequence: 1, status: 503, why: '503: the receiver is not available' },
    });
    receiver.answer((_request, response) => void response.writeHead(204).end());
    await pass(48 * 3_600_000);
    expect(receiver.received).toHaveLength(8);

    const { status } = await installation.service.as(who).post(`/subscriptions/${id}/lanes/${inquiry}/retry`);
    expect(status).toBe(200);
    await eventually(() => receiver.received.length === 10);
    expect(steps(receiver, inquiry).slice(8)).toEqual(['a', 'b']);
    const [act] = (await installation.service.runtime.log.read(`subscription-${id}`)).slice(-1);
    expect(act).toMatchObject({ type: 'LaneRetried', actor: { person: who.id }, data: { lane: inquiry, sequence: 1 } });
    await receiver.close();
  });

  it('parks at once on 410; a person skips with a reason, and the subscriber can see what is missing', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    receiver.answer(
      (request, response) => void response.writeHead(bodyOf(request).data.step === 'b' ? 410 : 204).end(),
    );
    await installation.caseState.publish(...['a', 'b', 'c'].map((step) => fact.step(inquiry, step)));
    const parked = await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.state === 'parked');
    const { parkedAt } = lane(parked, inquiry)!;
    expect(parkedAt).toMatchObject({ sequence: 2, status: 410, why: '410: the receiver wants no more' });
    const shown = await installation.service.as(who).get<Detail>(`/deliveries/${parkedAt!.deliveryId}`);
    expect(shown.body).toMatchObject({ state: 'parked', response: { status: 410 } });

    const path = `/subscriptions/${id}/lanes/${inquiry}/skip`;
    expect((await installation.service.as(who).post(path, { reason: '' })).status).toBe(400);
    expect((await installation.service.as(who).post(path, { reason: 'handed over by telephone' })).status).toBe(200);
    await eventually(() => steps(receiver, inquiry).length === 3);
    const last = bodyOf(receiver.received.at(-1)!);
    expect(last).toMatchObject({ deliverysequence: 3, previousdelivery: receiver.received[1]!.headers['webhook-id'] });
    const flows = await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.deliveredTo === 3);
    expect(lane(flows, inquiry)?.state).toBe('flows');
    const [act] = (await installation.service.runtime.log.read(`subscription-${id}`)).slice(-1);
    expect(act).toMatchObject({
      type: 'LaneSkipped',
      actor: { person: who.id },
      data: { reason: 'handed over by telephone' },
    });

    // A lane that flows has nothing to skip.
    const again = await installation.service.as(who).post<{ code: string }>(path, { reason: 'once more' });
    expect([again.status, again.body.code]).toEqual([409, 'notifications.lane-not-stopped']);
    await receiver.close();
  });

  it('never has two attempts in flight, however slow the receiver is', async () => {
    const { inquiries, receiver } = await subscriber(3);
    const open = new Map<Uuid, number>();
    let most = 0;
    receiver.answer((request, response) => {
      const { subject } = bodyOf(request);
      open.set(subject, (open.get(subject) ?? 0) + 1);
      most = Math.max(most, ...open.values());
      setTimeout(() => {
        open.set(subject, open.get(subject)! - 1);
        response.writeHead(204).end();
      }, 30);
    });
    const names = Array.from({ length: 8 }, (_, n) => `s${n}`);
    await installation.caseState.publish(
      ...names.flatMap((name) => inquiries.map((inquiry) => fact.step(inquiry, name))),
    );
    await eventually(() => receiver.received.length === 24);
    for (const inquiry of inquiries) expect(steps(receiver, inquiry)).toEqual(names);
    expect(most).toBe(1);
    await receiver.close();
  });

  it('says what each bad receiver did, in words', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    receiver.answer((_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    const outcomes: [string, () => void][] = [
      [
        '302: redirects are not followed',
        () => receiver.answer((_request, _response, raw) => raw.socket.resetAndDestroy()),
      ],
      [
        'connection reset',
        () => receiver.answer((_request, response) => void response.writeHead(200).end('x'.repeat(100_000))),
      ],
    ];
    for (const [index, [outcome, next]] of outcomes.entries()) {
      await eventually(
        async () => (await attempts(who, id))[0]?.outcome === outcome && (await attempts(who, id)).length === index + 1,
      );
      next();
      await pass(3_600_000);
    }
    await eventually(async () => (await attempts(who, id))[0]?.state === 'delivered');
    const [newest] = await attempts(who, id);
    const { body } = await installation.service.as(who).get<Detail>(`/deliveries/${newest!.id}`);
    expect(body.response?.body).toHaveLength(16_384);
    await receiver.close();
  });

  it('respects Retry-After', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    receiver.answer((_request, response) => void response.writeHead(429, { 'retry-after': '600' }).end());
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    const view = await subscriptionOnce(installation, who, id, (seen) => lane(seen, inquiry)?.tries === 1);
    const [first] = await attempts(who, id);
    expect(Date.parse(lane(view, inquiry)!.nextTryAt!) - Date.parse(first!.at)).toBe(600_000);
    await receiver.close();
  });
});

describe('a delivery', () => {
  it('is sent again on request: same id and content, new signature, marked; the lane does not notice', async () => {
    const { who, id, inquiry, receiver, secret } = await subscriber();
    await installation.caseState.publish(fact.step(inquiry, 'a'), fact.step(inquiry, 'b'));
    await eventually(() => receiver.received.length === 2);
    const first = await eventually(async () => (await attempts(who, id)).find((one) => one.sequence === 1));
    expect((await installation.service.as(who).post(`/deliveries/${first.id}/resend`, {})).status).toBe(200);
    await eventually(() => receiver.received.length === 3);
    const [sent, , again] = receiver.received as [Received, Received, Received];
    expect(again.body).toBe(sent.body);
    expect(again.headers).toMatchObject({
      'webhook-id': sent.headers['webhook-id'],
      'dossier-resend': 'true',
      'dossier-attempt': '2',
    });
    new Webhook(secret).verify(again.body, again.headers);
    const resent = await eventually(async () => (await attempts(who, id)).find((one) => one.resend));
    expect(resent).toMatchObject({ sequence: 1, attempt: 2, state: 'delivered' });
    const view = await subscriptionOnce(installation, who, id, (seen) => lane(seen, inquiry)?.deliveredTo === 2);
    expect(view.lastDay).toMatchObject({ delivered: 2 });
    // Who does not see the inquiry any more is not told either how much happens in it.
    await installation.caseState.publish(fact.left(inquiry, who.id));
    const unseen = await subscriptionOnce(installation, who, id, ({ lanes }) => lanes.length === 0);
    expect(unseen.lastDay).toMatchObject({ delivered: 0, medianMs: null });
    await receiver.close();
  });

  it('at which its lane stands is retried by asking for it again, and frees the lane', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    receiver.answer((_request, response) => void response.writeHead(410).end());
    await installation.caseState.publish(fact.step(inquiry, 'a'), fact.step(inquiry, 'b'));
    const parked = await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.state === 'parked');
    receiver.answer((_request, response) => void response.writeHead(204).end());
    const { deliveryId } = lane(parked, inquiry)!.parkedAt!;
    expect((await installation.service.as(who).post(`/deliveries/${deliveryId}/resend`)).status).toBe(200);
    await eventually(() => steps(receiver, inquiry).length === 3);
    expect(steps(receiver, inquiry)).toEqual(['a', 'a', 'b']);
    await receiver.close();
  });

  it('shows headers, signature and body as sent, and the secret nowhere', async () => {
    const { who, id, inquiry, receiver, secret } = await subscriber();
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    const [one] = await eventually(async () => {
      const items = await attempts(who, id);
      return items.length === 1 && items;
    });
    const { body } = await installation.service.as(who).get<Detail>(`/deliveries/${one!.id}`);
    const { headers } = receiver.received[0]!;
    expect(body.request).toMatchObject({
      method: 'POST',
      url: receiver.url,
      body: receiver.received[0]!.body,
      headers: { 'webhook-id': headers['webhook-id'], 'webhook-signature': headers['webhook-signature'] },
    });
    expect(JSON.stringify(body)).not.toContain(secret.slice(6));
    for (const event of await installation.service.runtime.log.page(0, 10_000))
      expect(JSON.stringify(event)).not.toContain(secret.slice(6));
    await receiver.close();
  });

  it('of a test is signed, belongs to no lane, and reaches a paused subscription too', async () => {
    const { who, id, receiver, secret } = await subscriber();
    await installation.service.as(who).post(`/subscriptions/${id}/pause`, { reason: 'maintenance' });
    expect((await installation.service.as(who).post(`/subscriptions/${id}/test`)).status).toBe(200);
    await eventually(() => receiver.received.length === 1);
    expect(new Webhook(secret).verify(receiver.received[0]!.body, receiver.received[0]!.headers)).toMatchObject({
      type: 'dossier.notifications.SubscriptionTested.v1',
    });
    const [logged] = await eventually(async () => {
      const items = await attempts(who, id);
      return items.length === 1 && items;
    });
    expect(logged).toMatchObject({ lane: null, sequence: null, state: 'delivered', resend: false });
    const again = await installation.service.as(who).post<{ code: string }>(`/deliveries/${logged!.id}/resend`);
    expect([again.status, again.body.code]).toEqual([409, 'notifications.delivery-not-numbered']);
    await receiver.close();
  });
});

describe('the log of deliveries', () => {
  it('goes back thirty days; what waits is kept, and the chain of ids goes on', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    await eventually(async () => (await attempts(who, id)).length === 1);
    receiver.answer((_request, response) => void response.writeHead(500).end());
    await installation.caseState.publish(fact.step(inquiry, 'b'));
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.tries === 1);
    receiver.answer((_request, response) => void response.writeHead(204).end());
    await installation.service.as(who).post(`/subscriptions/${id}/pause`);
    await subscriptionOnce(installation, who, id, (view) => view.state === 'paused');

    const { pool, clock } = installation.service.runtime;
    await pass(29 * 24 * 3_600_000);
    await forgetOldDeliveries(pool, await clock.now());
    expect((await attempts(who, id)).map((one) => one.sequence)).toEqual([2, 1]);
    await pass(2 * 24 * 3_600_000);
    await forgetOldDeliveries(pool, await clock.now());
    expect((await attempts(who, id)).map((one) => one.sequence)).toEqual([2]);

    await installation.service.as(who).post(`/subscriptions/${id}/resume`);
    await eventually(() => receiver.received.length === 3);
    expect(bodyOf(receiver.received[2]!).previousdelivery).toBe(receiver.received[0]!.headers['webhook-id']);
    await receiver.close();
  });
});

describe('a subscription', () => {
  it('that is paused misses nothing: it goes on where it stood', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    await installation.service.as(who).post(`/subscriptions/${id}/pause`, {});
    await subscriptionOnce(installation, who, id, (view) => view.state === 'paused');
    await installation.caseState.publish(fact.step(inquiry, 'a'), fact.step(inquiry, 'b'));
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.waiting === 2);
    expect(receiver.received).toEqual([]);
    await installation.service.as(who).post(`/subscriptions/${id}/resume`);
    await eventually(() => receiver.received.length === 2);
    expect(steps(receiver, inquiry)).toEqual(['a', 'b']);
    await receiver.close();
  });

  it('that has ended sends nothing any more, and its secret is destroyed', async () => {
    const { who, id, inquiry, receiver } = await subscriber();
    receiver.answer((_request, response) => void response.writeHead(500).end());
    await installation.caseState.publish(fact.step(inquiry, 'a'));
    await subscriptionOnce(installation, who, id, (view) => lane(view, inquiry)?.tries === 1);
    const { headers } = await installation.service.as(who).post(`/subscriptions/${id}/end`, {});
    await installation.service
      .as(who)
      .get(`/subscriptions/${id}`, { 'dossier-position': headers.get('dossier-position')! });
    await pass(3_600_000);
    await installation.caseState.publish(fact.step(inquiry, 'b'));
    await installation.settled();
    expect(receiver.received).toHaveLength(1);
    const { rows } = await installation.service.runtime.pool.query(
      'select s.secret, (select count(*)::int from delivery.deliveries d where d.subscription = s.subscription and d.state = $2) as waiting from delivery.secrets s where subscription = $1',
      [id, 'waiting'],
    );
    expect(rows).toEqual([{ secret: null, waiting: 0 }]);
    await receiver.close();
  });

  it('whose creator leaves the team sends nothing more of that inquiry, and says nothing; coming back begins anew', async () => {
    const { who, id, inquiries, receiver } = await subscriber(2, ['dossier.case-state.StepTaken.v1']);
    const [lost, kept] = inquiries as [Uuid, Uuid];
    receiver.answer(
      (request, response) => void response.writeHead(bodyOf(request).data.step === 'b' ? 500 : 204).end(),
    );
    const { caseState } = installation;
    await caseState.publish(fact.step(lost, 'a'), fact.step(lost, 'b'), fact.step(lost, 'c'));
    await subscriptionOnce(installation, who, id, (view) => lane(view, lost)?.state === 'waiting');
    const before = receiver.received.length;
    const shown = (await attempts(who, id)).find((one) => one.lane === lost)!;
    await caseState.publish(fact.left(lost, who.id), fact.step(lost, 'd'), fact.step(kept, 'e'));
    await eventually(() => steps(receiver, kept).length === 1);
    await pass(3_600_000);
    const view = await subscriptionOnce(installation, who, id, (seen) => lane(seen, kept)?.deliveredTo === 1);
    expect(receiver.received).toHaveLength(before + 1);
    expect(view.lanes.map((one) => one.lane)).toEqual([kept]);
    expect(view.inquiries).toEqual([kept]);
    expect((await attempts(who, id)).filter((one) => one.lane === lost)).toEqual([]);
    expect((await installation.service.as(who).get(`/deliveries/${shown.id}`)).status).toBe(404);
    expect((await installation.service.as(who).post(`/deliveries/${shown.id}/resend`)).status).toBe(404);

    await caseState.publish(fact.joined(lost, who.id), fact.step(lost, 'f'));
    await eventually(() => steps(receiver, lost).at(-1) === 'f');
    expect(steps(receiver, lost)).toEqual(['a', 'b', 'f']);
    await receiver.close();
  });
});
