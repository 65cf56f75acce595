import type { Actor, Aggregate, Day, Rejection } from '#contracts';
import type { StoredEvent } from '#contracts';
import { fingerprintOf } from '#event-store';
import { disposableLog, type DisposableLog } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { serviceClock } from '../../src/clock/index.js';
import { CommandRunner, type CommandSpec } from '../../src/commands/index.js';

type Deposited = { type: 'Deposited'; data: { amount: number } };
type Expired = { type: 'Expired'; data: Record<string, never> };
interface Account {
  sum: number;
  until?: Day;
  expired: boolean;
}

/** A deposit that expires on the last day of its month: enough to see lapses, versions and two streams. */
const account: Aggregate<Account, Deposited | Expired> = {
  kind: 'account',
  initial: { sum: 0, expired: false },
  evolve: (state, event) =>
    event.type === 'Expired'
      ? { ...state, expired: true }
      : { ...state, sum: state.sum + event.data.amount, until: `${event.effectiveOn.slice(0, 8)}28` },
  lapses: (state, day) =>
    state.until && !state.expired && state.until < day
      ? [{ clock: 'month', revision: 1, due: state.until, events: [{ type: 'Expired', data: {} }] }]
      : [],
};

const actor: Actor = { person: randomUUID(), kind: 'officer', role: 'case-manager' };
const expired: Rejection = { rejected: true, code: 'account-expired', detail: { en: 'It has expired.' } };

describe('the one way of a command', () => {
  let it: DisposableLog;
  let commands: CommandRunner;
  let advance: (to: string) => Promise<unknown>;

  beforeAll(async () => {
    it = await disposableLog({ demonstration: '2024-03-01T08:00:00.000Z' });
    const clock = serviceClock(it.log, 'Europe/Brussels');
    advance = (to) => clock.advance(to);
    commands = new CommandRunner('bank', it.log, clock);
  });
  afterAll(() => it.dispose());

  const deposit = (id: string, amount: number, spec: Partial<CommandSpec> & { key?: string; ifMatch?: number } = {}) =>
    commands.run(
      {
        operation: 'account.deposit',
        origin: {
          actor,
          ...(spec.key && { idempotencyKey: spec.key }),
          ...(spec.ifMatch !== undefined && { ifMatch: spec.ifMatch }),
        },
        request: { id, amount },
        ...spec,
      },
      async (act) => {
        const loaded = await act.load(account, id);
        if (loaded.state.expired) return expired;
        if (amount > 0) act.add(loaded, [{ type: 'Deposited', data: { amount } }]);
      },
    );
  const stored = (id: string): Promise<StoredEvent[]> => it.log.read(`account-${id}`);

  test('a long stream is folded on, not anew; what another process has appended meanwhile is in it', async () => {
    const id = randomUUID();
    const stream = `account-${id}`;
    const from = async (events: number, expected: number) =>
      it.log.append({
        command: { id: randomUUID(), operation: 'elsewhere', fingerprint: fingerprintOf({ events, expected }) },
        context: { actor, correlation: randomUUID(), effectiveOn: '2024-03-01' },
        streams: [
          {
            stream,
            expected,
            events: Array.from({ length: events }, () => ({ type: 'Deposited', data: { amount: 1 } })),
          },
        ],
      });
    await from(120, 0);
    expect(await deposit(id, 5)).toMatchObject({ version: 121 });
    expect((await commands.state(account, id)).state.sum).toBe(125);
    await from(3, 121);
    expect(await deposit(id, 5)).toMatchObject({ version: 125 });
    expect(await commands.state(account, id)).toMatchObject({ version: 125, state: { sum: 133 } });
    // Under another reading of the same stream nothing is taken over.
    const counted: Aggregate<number, Deposited | Expired> = { kind: 'account', initial: 0, evolve: (n) => n + 1 };
    expect((await commands.state(counted, id)).state).toBe(125);
    expect((await commands.state(account, id)).state.sum).toBe(133);
  });

  test('a retried request is one effect, and gets the first answer', async () => {
    const id = randomUUID();
    const first = await deposit(id, 5, { key: 'a-key' });
    await deposit(id, 1);
    const again = await deposit(id, 5, { key: 'a-key' });
    expect(first).toMatchObject({ id, version: 1, unchanged: false });
    expect(again).toEqual({ ...first, unchanged: true });
    expect(await stored(id)).toHaveLength(2);
  });

  test('twenty at once under one key are one effect', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => deposit(id, 7, { key: 'double-click' })));
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1]));
    expect(await stored(id)).toHaveLength(1);
  });

  test('the same key with another request is refused', async () => {
    const id = randomUUID();
    await deposit(id, 5, { key: 'k' });
    await expect(deposit(id, 6, { key: 'k' })).rejects.toMatchObject({ code: 'command-reused' });
  });

  test('the same key of another person is another command', async () => {
    const id = randomUUID();
    await deposit(id, 5, { key: 'k2' });
    const other = { ...actor, person: randomUUID() };
    await deposit(id, 5, { origin: { actor: other, idempotencyKey: 'k2' } });
    expect(await stored(id)).toHaveLength(2);
  });

  test('a stale caller learns that it is stale, whatever the decision would have been', async () => {
    const id = randomUUID();
    await deposit(id, 5);
    await deposit(id, 5);
    await expect(deposit(id, 5, { ifMatch: 1 })).rejects.toMatchObject({ problem: 'stale-version' });
    expect(await deposit(id, 5, { ifMatch: 2 })).toMatchObject({ version: 3 });
  });

  test('nothing to change is an answer, and stays one', async () => {
    const id = randomUUID();
    expect(await deposit(id, 0, { key: 'nothing' })).toMatchObject({ version: 0, unchanged: true });
    await deposit(id, 3);
    expect(await deposit(id, 0, { key: 'nothing' })).toMatchObject({ version: 0, unchanged: true });
  });

  test('writers without If-Match wait for one another: no deposit is lost', async () => {
    const id = randomUUID();
    await Promise.all(Array.from({ length: 4 }, (_, i) => deposit(id, i + 1)));
    expect((await commands.state(account, id)).state.sum).toBe(10);
  });

  test('an act takes effect today, or earlier with the right and a reason, never later', async () => {
    const id = randomUUID();
    await expect(deposit(id, 1, { effective: { effectiveOn: '2031-01-01' } })).rejects.toMatchObject({
      rejection: { code: 'effective-in-future' },
    });
    await expect(deposit(id, 1, { effective: { effectiveOn: '2024-02-01' } })).rejects.toMatchObject({
      rejection: { code: 'backdating-not-allowed' },
    });
    await expect(deposit(id, 1, { effective: { effectiveOn: '2024-02-01' }, mayBackdate: true })).rejects.toMatchObject(
      {
        rejection: { code: 'backdating-without-reason' },
      },
    );
    await deposit(id, 1, {
      effective: { effectiveOn: '2024-02-29', backdatingReason: 'found in the post' },
      mayBackdate: true,
    });
    expect((await stored(id))[0]).toMatchObject({
      effectiveOn: '2024-02-29',
      data: { amount: 1, backdatingReason: 'found in the post' },
    });
  });

  test('what lapsed before an act is recorded before it, in the same append; a timer that comes later finds it done', async () => {
    const [met, timed] = [randomUUID(), randomUUID()];
    await deposit(met, 1);
    await deposit(timed, 1);
    await advance('2024-04-02T08:00:00.000Z');
    await expect(deposit(met, 1)).rejects.toMatchObject({ rejection: { code: 'account-expired' } });
    expect(await stored(met)).toHaveLength(1); // a rejection writes nothing, not even what it met

    await commands.run(
      { operation: 'account.look', origin: { actor }, request: {} },
      async (act) => void (await act.load(account, met)),
    );
    expect(await commands.lapse(account, timed, '2024-04-02')).toBe(1);
    const [asMet, asTimed] = [(await stored(met))[1]!, (await stored(timed))[1]!];
    for (const lapse of [asMet, asTimed])
      expect(lapse).toMatchObject({ type: 'Expired', effectiveOn: '2024-03-28', actor: { kind: 'system' } });
    expect(await commands.lapse(account, met, '2024-04-02')).toBe(0);
    expect(await commands.lapse(account, timed, '2024-04-02')).toBe(0);
  });

  test('a lapse that is recorded and whose fold says that it is still due is a fault, said with its clock', async () => {
    const id = randomUUID();
    await deposit(id, 1);
    await advance('2024-05-02T08:00:00.000Z');
    const forgetful = {
      ...account,
      evolve: (state: Account, event: never) => ({ ...account.evolve(state, event), expired: false }),
    };
    expect(await commands.lapse(forgetful, id, '2024-05-02')).toBe(1);
    await expect(commands.lapse(forgetful, id, '2024-05-02')).rejects.toThrow(`account-${id}: month, due`);
  });

  test('a stream that a decision rests on is held', async () => {
    const [rule, id] = [randomUUID(), randomUUID()];
    await deposit(rule, 1);
    let first = true;
    await commands.run({ operation: 'account.both', origin: { actor }, request: { id } }, async (act) => {
      const held = await act.load(account, rule, { hold: true });
      const loaded = await act.load(account, id, { subject: true });
      if (first) await deposit(rule, 1); // somebody is quicker: decided again
      first = false;
      act.add(loaded, [{ type: 'Deposited', data: { amount: held.state.sum } }]);
    });
    expect((await stored(id))[0]!.data).toEqual({ amount: 2 });
  });

  test('a caller whose subject stands is not called stale because another stream moved', async () => {
    const [register, id] = [randomUUID(), randomUUID()];
    await deposit(register, 1);
    const seen = await deposit(id, 1);
    let first = true;
    const numbered = (ifMatch: number, meanwhile: string) =>
      commands.run({ operation: 'account.number', origin: { actor, ifMatch }, request: { id } }, async (act) => {
        const loaded = await act.load(account, id, { subject: true });
        const last = await act.load(account, register);
        if (first) await deposit(meanwhile, 1);
        first = false;
        act.add(last, [{ type: 'Deposited', data: { amount: 1 } }]);
        act.add(loaded, [{ type: 'Deposited', data: { amount: last.state.sum } }]);
      });
    expect(await numbered(seen.version, register)).toMatchObject({ version: 2 });
    expect((await stored(id))[1]!.data).toEqual({ amount: 3 });

    first = true;
    await expect(numbered(2, id)).rejects.toMatchObject({ problem: 'stale-version' });
  });

  test("a retry whose twin is answered while it decides gets the twin's answer, not a refusal", async () => {
    const id = randomUUID();
    const spec = { operation: 'account.expire', origin: { actor, idempotencyKey: `${id}-twin` }, request: { id } };
    const once = async (meanwhile?: () => Promise<unknown>) =>
      commands.run(spec, async (act) => {
        await meanwhile?.();
        const loaded = await act.load(account, id);
        if (loaded.state.expired) return expired;
        act.add(loaded, [{ type: 'Expired', data: {} }]);
      });
    let twin: Awaited<ReturnType<typeof once>> | undefined;
    const late = await once(async () => (twin ??= await once()));
    expect(late).toEqual({ ...twin, unchanged: true });
    expect(await stored(id)).toHaveLength(1);
  });

  test('a stale caller is told before the decision goes on, when its subject is marked', async () => {
    const id = randomUUID();
    await deposit(id, 1);
    let wentOn = false;
    const stale = commands.run(
      { operation: 'account.mark', origin: { actor, ifMatch: 7 }, request: { id } },
      async (act) => {
        await act.load(account, id, { subject: true });
        wentOn = true;
      },
    );
    await expect(stale).rejects.toMatchObject({ problem: 'stale-version' });
    expect(wentOn).toBe(false);
  });

  test('every command is idempotent, whatever is repeated when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 }), async (sends) => {
        const id = randomUUID();
        for (const which of sends) await deposit(id, which + 1, { key: `${id}-${which}` });
        const expected = [...new Set(sends)].reduce((sum, which) => sum + which + 1, 0);
        expect((await commands.state(account, id)).state.sum).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });
});
