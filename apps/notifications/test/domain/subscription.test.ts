import { describe, expect, it } from '@jest/globals';
import type { Happened, Rejection } from '#contracts';
import type { SubscriptionEvent } from '../../src/domain/subscription/subscription.events.js';
import { subscription, type SubscriptionState } from '../../src/domain/subscription/subscription.state.js';
import * as decide from '../../src/domain/subscription/subscription.decide.js';
import { isSubscribed } from '../../src/domain/subscription/subscribed-types.js';

const person = '11111111-1111-4111-8111-111111111111';
const inquiry = '22222222-2222-4222-8222-222222222222';
const foreign = '33333333-3333-4333-8333-333333333333';
const delivery = '44444444-4444-5444-8444-444444444444';

const created: SubscriptionEvent = {
  type: 'SubscriptionCreated',
  data: { title: 'Register', url: 'https://hooks.example/in', types: ['*'], inquiries: [inquiry], createdBy: person },
};
const paused: SubscriptionEvent = { type: 'SubscriptionPaused', data: {} };
const ended: SubscriptionEvent = { type: 'SubscriptionEnded', data: {} };
const head = { lane: inquiry, delivery, sequence: 7, tries: 2, parked: false };

const given = (...events: SubscriptionEvent[]): SubscriptionState =>
  events.reduce<SubscriptionState>(
    (state, event) =>
      subscription.evolve(state, {
        ...event,
        effectiveOn: '2024-06-28',
        actor: { person, kind: 'officer', role: 'case-manager' },
      } as Happened<SubscriptionEvent>),
    subscription.initial,
  );
const code = (decision: unknown) => (decision as Rejection).code;

describe('a subscription', () => {
  const command = { title: 'Register', types: ['*', '*'], inquiries: [inquiry, inquiry], createdBy: person };
  const address = { url: 'https://hooks.example/in' };

  it('is created with the address as it was checked, each type and inquiry once', () => {
    expect(decide.createSubscription(given(), command, { address, memberOf: new Set([inquiry]) })).toEqual([created]);
  });

  it('is refused for an address that is not allowed, with the guard that said so', () => {
    const refused = decide.createSubscription(given(), command, {
      address: {
        refused: 'public-address',
        why: '127.0.0.1 is a loopback address; webhooks go to public addresses only.',
      },
      memberOf: new Set([inquiry]),
    });
    expect(refused).toMatchObject({
      rejected: true,
      code: 'address-not-allowed',
      guard: 'public-address',
      status: 400,
    });
  });

  it('is refused for an inquiry whose team the person is not on, and names which', () => {
    const refused = decide.createSubscription(
      given(),
      { ...command, inquiries: [inquiry, foreign] },
      { address, memberOf: new Set([inquiry]) },
    );
    expect(refused).toMatchObject({ code: 'inquiry-not-found', errors: [{ path: 'inquiries.1' }] });
  });

  it('cannot be created twice', () => {
    expect(code(decide.createSubscription(given(created), command, { address, memberOf: new Set([inquiry]) }))).toBe(
      'subscription-exists',
    );
  });

  it('pauses and resumes; the same again changes nothing', () => {
    expect(decide.pauseSubscription(given(created), { reason: 'maintenance' })).toEqual([
      { type: 'SubscriptionPaused', data: { reason: 'maintenance' } },
    ]);
    expect(decide.pauseSubscription(given(created, paused), {})).toEqual([]);
    expect(decide.resumeSubscription(given(created, paused))).toEqual([{ type: 'SubscriptionResumed', data: {} }]);
    expect(decide.resumeSubscription(given(created))).toEqual([]);
  });

  it('ends for good', () => {
    expect(decide.endSubscription(given(created, paused), {})).toEqual([{ type: 'SubscriptionEnded', data: {} }]);
    const over = given(created, ended);
    expect(decide.endSubscription(over, {})).toEqual([]);
    for (const decision of [
      decide.pauseSubscription(over, {}),
      decide.resumeSubscription(over),
      decide.askTest(over),
      decide.askResend(over, head, undefined),
      decide.retryLane(over, head),
      decide.skipLane(over, { reason: 'gone' }, head),
    ])
      expect(code(decision)).toBe('subscription-ended');
  });

  it('is tested while it is paused', () => {
    expect(decide.askTest(given(created, paused))).toEqual([{ type: 'TestAsked', data: {} }]);
  });
});

describe('a lane', () => {
  const data = { lane: inquiry, delivery, sequence: 7 };

  it('is retried where it stands, parked or waiting; a lane that flows has nothing to retry', () => {
    expect(decide.retryLane(given(created), head)).toEqual([{ type: 'LaneRetried', data }]);
    expect(decide.retryLane(given(created), { ...head, tries: 0, parked: true })).toEqual([
      { type: 'LaneRetried', data },
    ]);
    expect(decide.retryLane(given(created), { ...head, tries: 0 })).toEqual([]);
    expect(decide.retryLane(given(created), undefined)).toEqual([]);
  });

  it('goes past a delivery with a reason, and only where it has stopped', () => {
    expect(decide.skipLane(given(created), { reason: 'receiver lost it' }, head)).toEqual([
      { type: 'LaneSkipped', data: { ...data, reason: 'receiver lost it' } },
    ]);
    expect(code(decide.skipLane(given(created), { reason: 'x' }, { ...head, tries: 0 }))).toBe('lane-not-stopped');
    expect(code(decide.skipLane(given(created), { reason: 'x' }, undefined))).toBe('lane-not-stopped');
  });

  it('sends one delivery again beside the lane, unless the lane stands at it: then the lane is retried', () => {
    expect(decide.askResend(given(created), data, undefined)).toEqual([{ type: 'ResendAsked', data }]);
    expect(decide.askResend(given(created), data, { ...head, delivery: foreign })).toEqual([
      { type: 'ResendAsked', data },
    ]);
    expect(decide.askResend(given(created), data, head)).toEqual([{ type: 'LaneRetried', data }]);
    expect(code(decide.askResend(given(created), undefined, undefined))).toBe('delivery-not-numbered');
  });
});

describe('the types subscribed to', () => {
  it.each([
    [['*'], 'dossier.intake.RfiIssued.v1', true],
    [['dossier.intake.*'], 'dossier.intake.RfiIssued.v1', true],
    [['dossier.intake.*'], 'dossier.case-state.StepTaken.v1', false],
    [['dossier.intake.RfiIssued.v1'], 'dossier.intake.RfiIssued.v1', true],
    [['dossier.intake.RfiIssued.v1'], 'dossier.intake.RfiIssued.v10', false],
    [[], 'dossier.intake.RfiIssued.v1', false],
  ])('%j and %s: %s', (types, published, expected) => {
    expect(isSubscribed(types, published)).toBe(expected);
  });
});
