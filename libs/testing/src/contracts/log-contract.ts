import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Moment, StoredEvent } from '#contracts';
import { fingerprintOf, upcasterChain, uuid7, type AppendRequest, type Log, type OpenOptions } from '#event-store';
import { eventually } from '../eventually.js';
import { appendOnto, appendTo, someContext, someEvents, someStream } from './requests.js';

/** Opens one and the same log, as often as it is asked. */
export interface LogUnderTest {
  open(options?: Pick<OpenOptions, 'upcasters' | 'limits' | 'known'>): Promise<Log>;
  dispose(): Promise<void>;
}

/** Makes a fresh log, a demonstration when a starting moment is given. */
export type MakeLog = (options: { demonstration?: Moment }) => Promise<LogUnderTest>;

/** What every implementation of the log promises. Durability, and what the database itself refuses, are tested where faults can be caused. */
export function logContract(name: string, make: MakeLog): void {
  describe(`${name}: the log's contract`, () => {
    let under: LogUnderTest;
    let log: Log;
    beforeAll(async () => {
      under = await make({});
      log = await under.open();
    });
    afterAll(async () => {
      await log.close();
      await under.dispose();
    });

    const all = async (of = log): Promise<StoredEvent[]> => of.page(0, 100_000);

    describe('append', () => {
      test('answers with the version of each stream and the last position; the envelope comes back as it was sent', async () => {
        const stream = someStream();
        const before = await log.head();
        const context = someContext({ onBehalfOf: randomUUID(), causation: randomUUID() });
        const id = uuid7();
        const [person, corrects] = [randomUUID(), randomUUID()];
        const data = {
          title: 'Réponse "tardive"\n\u2028 \\ 𝄞',
          amount: -0.5e-7,
          list: [null, true, { deep: [] }],
          none: undefined,
        };
        const request = appendTo(
          [
            {
              stream,
              expected: 0,
              events: [
                { id, type: 'LeadRegistered', schemaVersion: 3, data, personal: { [person]: { note: 'x' } }, corrects },
              ],
            },
          ],
          { context },
        );
        expect(await log.append(request)).toEqual({
          repeated: false,
          position: before + 1,
          streams: [{ stream, version: 1 }],
        });
        const [event] = await log.read(stream);
        expect(event).toEqual({
          position: before + 1,
          stream,
          version: 1,
          id,
          type: 'LeadRegistered',
          schemaVersion: 3,
          data: { title: data.title, amount: data.amount, list: data.list },
          personal: { [person]: { note: 'x' } },
          actor: context.actor,
          onBehalfOf: context.onBehalfOf,
          correlation: context.correlation,
          causation: context.causation,
          commandId: request.command.id,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          effectiveOn: '2024-06-28',
          corrects,
        });
      });

      test('leaves out what an event does not have', async () => {
        const stream = someStream();
        await log.append(appendOnto(stream, 0));
        const [event] = await log.read(stream);
        for (const field of ['personal', 'onBehalfOf', 'causation', 'corrects'])
          expect(event).not.toHaveProperty(field);
        expect(event!.schemaVersion).toBe(1);
        expect(event!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      });

      test('an event may carry its own actor, day, command and cause: a lapse in the append of the act that met it', async () => {
        const stream = someStream();
        const own = {
          actor: { person: randomUUID(), kind: 'system' as const, role: 'system' },
          effectiveOn: '2024-06-01',
          commandId: randomUUID(),
          causation: randomUUID(),
        };
        const request = appendTo([
          { stream, expected: 0, events: [{ type: 'LimitLapsed', data: {}, ...own }, ...someEvents(1)] },
        ]);
        await log.append(request);
        const [lapse, act] = await log.read(stream);
        expect(lapse).toMatchObject(own);
        expect(act).toMatchObject({
          actor: request.context.actor,
          effectiveOn: '2024-06-28',
          commandId: request.command.id,
        });
        expect(act).not.toHaveProperty('causation');
      });

      test('several streams in one append: all or nothing', async () => {
        const [one, other] = [someStream(), someStream()];
        await log.append(appendOnto(other, 0, 2));
        const before = await log.head();
        const wrong = appendTo([
          { stream: one, expected: 0, events: someEvents(2) },
          { stream: other, expected: 1, events: someEvents(1) },
        ]);
        await expect(log.append(wrong)).rejects.toMatchObject({
          code: 'wrong-expected-version',
          stream: other,
          expected: 1,
          actual: 2,
        });
        expect(await log.head()).toBe(before);
        expect(await log.read(one)).toEqual([]);
        const right = appendTo([
          { stream: one, expected: 0, events: someEvents(2) },
          { stream: other, expected: 2, events: someEvents(3) },
        ]);
        expect(await log.append(right)).toEqual({
          repeated: false,
          position: before + 5,
          streams: [
            { stream: one, version: 2 },
            { stream: other, version: 5 },
          ],
        });
      });

      test('a stream without events only holds its version', async () => {
        const [held, grown] = [someStream(), someStream()];
        await log.append(appendOnto(held, 0, 2));
        const hold = (expected: number) =>
          appendTo([
            { stream: held, expected, events: [] },
            { stream: grown, expected: 0, events: someEvents(1) },
          ]);
        await expect(log.append(hold(1))).rejects.toMatchObject({ code: 'wrong-expected-version', stream: held });
        expect(await log.append(hold(2))).toMatchObject({
          streams: [
            { stream: held, version: 2 },
            { stream: grown, version: 1 },
          ],
        });
      });

      test('an append without events stores its answer: the head at that time', async () => {
        const before = await log.head();
        const request = appendTo([]);
        expect(await log.append(request)).toEqual({ repeated: false, position: before, streams: [] });
        await log.append(appendOnto(someStream(), 0));
        expect(await log.append(request)).toEqual({ repeated: true, position: before, streams: [] });
        expect(await log.head()).toBe(before + 1);
      });

      test('of writers that expect the same version one wins; the others learn where the stream stands', async () => {
        const stream = someStream();
        const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => log.append(appendOnto(stream, 0))));
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected')
            expect(outcome.reason).toMatchObject({ code: 'wrong-expected-version', stream, expected: 0, actual: 1 });
        }
        expect(await log.read(stream)).toHaveLength(1);
      });

      test('a conflict fails only its own append of those that are gathered', async () => {
        const taken = someStream();
        await log.append(appendOnto(taken, 0));
        const before = await log.head();
        const outcomes = await Promise.allSettled(
          Array.from({ length: 60 }, (_, i) =>
            log.append(i % 3 === 1 ? appendOnto(taken, 0) : appendOnto(someStream(), 0, 2)),
          ),
        );
        const positions = outcomes.flatMap((outcome) =>
          outcome.status === 'fulfilled' ? [outcome.value.position] : [],
        );
        expect(positions.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => before + 2 * (i + 1)));
        expect(await log.head()).toBe(before + 80);
      });

      test('appends of one process to one stream, sent without waiting, keep their order', async () => {
        const stream = someStream();
        await Promise.all(Array.from({ length: 30 }, (_, version) => log.append(appendOnto(stream, version))));
        expect((await log.read(stream)).map(({ version }) => version)).toEqual(
          Array.from({ length: 30 }, (_, i) => i + 1),
        );
      });
    });

    describe('commands', () => {
      test('the same again gets the first answer and writes nothing, whatever the stream has become', async () => {
        const stream = someStream();
        const request = appendOnto(stream, 0, 2);
        const first = await log.append(request);
        await log.append(appendOnto(stream, 2));
        const before = await log.head();
        expect(await log.append(request)).toEqual({ ...first, repeated: true });
        expect(await log.answerTo(request.command, request.context.actor.person)).toEqual({ ...first, repeated: true });
        expect(await log.head()).toBe(before);
      });

      test('the same command sent twenty times at once is done once', async () => {
        const request = appendOnto(someStream(), 0);
        const answers = await Promise.all(Array.from({ length: 20 }, () => log.append(request)));
        expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
      });

      test('the same id for another request is refused; nothing is written', async () => {
        const stream = someStream();
        const request = appendOnto(stream, 0);
        await log.append(request);
        const command = { ...request.command, fingerprint: fingerprintOf('another') };
        await expect(log.append({ ...request, command })).rejects.toMatchObject({
          code: 'command-reused',
          commandId: command.id,
        });
        await expect(log.answerTo(command, request.context.actor.person)).rejects.toMatchObject({
          code: 'command-reused',
        });
        expect(await log.read(stream)).toHaveLength(1);
      });

      test('an id belongs to a person and an operation: for another it is another command', async () => {
        const stream = someStream();
        const request = appendOnto(stream, 0);
        await log.append(request);
        await log.append({
          ...appendOnto(stream, 1),
          command: { ...request.command, operation: 'note.strike' },
          context: request.context,
        });
        await log.append({ ...appendOnto(stream, 2), command: request.command });
        expect(await log.read(stream)).toHaveLength(3);
        expect(await log.answerTo(request.command, randomUUID())).toBeUndefined();
      });

      test('a rejection is not an answer: the same command may succeed later', async () => {
        const stream = someStream();
        const request = appendOnto(stream, 1);
        await expect(log.append(request)).rejects.toMatchObject({ code: 'wrong-expected-version' });
        expect(await log.answerTo(request.command, request.context.actor.person)).toBeUndefined();
        await log.append(appendOnto(stream, 0));
        expect(await log.append(request)).toMatchObject({ repeated: false, streams: [{ stream, version: 2 }] });
      });
    });

    describe('the door', () => {
      const refused = async (
        change: (request: AppendRequest) => void,
        reason: string,
        where: string,
      ): Promise<void> => {
        const before = await log.head();
        const request = appendTo([{ stream: someStream(), expected: 0, events: someEvents(2) }]);
        change(request);
        await expect(log.append(request)).rejects.toMatchObject({ code: 'event-refused', reason, where });
        expect(await log.head()).toBe(before);
      };
      const withData = (data: unknown) => (request: AppendRequest) => void (request.streams[0]!.events[1]!.data = data);

      test.each([
        ['U+0000', { a: ['fine', 'x\u0000y'] }, 'null-character', '/a/1'],
        ['U+0000 in a name', { 'x\u0000': 1 }, 'null-character', '/x\u0000'],
        ['a lone surrogate', { a: { 'b/c~d': '\ud800' } }, 'lone-surrogate', '/a/b~1c~0d'],
        ['an integer beyond 2^53', { n: 2 ** 53 }, 'unsafe-integer', '/n'],
        ['NaN', { n: Number.NaN }, 'not-json', '/n'],
        ['a Date', { on: new Date(0) }, 'not-json', '/on'],
        ['a bigint', { n: 1n }, 'not-json', '/n'],
        ['undefined in a list', [undefined], 'not-json', '/0'],
        ['nothing at all', undefined, 'not-json', ''],
      ])('refuses %s and says where', async (_, data, reason, where) =>
        refused(withData(data), reason, `/streams/0/events/1/data${where}`),
      );

      test('takes the greatest integer, and texts that only look like escapes', async () => {
        const stream = someStream();
        const data = { n: Number.MAX_SAFE_INTEGER, m: Number.MIN_SAFE_INTEGER, text: '\\u0000 \\ud800 \ud83d\ude00' };
        await log.append(appendTo([{ stream, expected: 0, events: [{ type: 'NoteTaken', data }] }]));
        expect((await log.read(stream))[0]!.data).toEqual(data);
      });

      test('refuses what is nested too deep rather than overflow', async () => {
        let deep: unknown = 1;
        for (let i = 0; i < 100_000; i++) deep = [deep];
        await refused(withData(deep), 'too-deep', `/streams/0/events/1/data${'/0'.repeat(64)}`);
      });

      test('an envelope has at most 65,535 bytes in canonical form', async () => {
        const stream = someStream();
        const sized = (n: number) =>
          appendTo([{ stream, expected: 0, events: [{ type: 'NoteTaken', data: { text: 'é'.repeat(n) } }] }]);
        const probe = sized(20_000);
        await log.append(probe);
        const [{ position: _, ...envelope }] = (await log.read(stream)) as [StoredEvent];
        const rest = Buffer.byteLength(JSON.stringify(envelope)) - 40_000;
        const most = Math.floor((65_535 - rest) / 2);
        const [fits, over] = [sized(most), sized(most + 1)];
        for (const request of [fits, over]) request.streams[0] = { ...request.streams[0]!, stream: someStream() };
        await log.append(fits);
        await expect(log.append(over)).rejects.toMatchObject({
          code: 'event-refused',
          reason: 'too-large',
          where: '/streams/0/events/0',
        });
      });

      test.each<[string, (request: AppendRequest) => void, string, string]>([
        ['a stream named otherwise', (r) => (r.streams[0]!.stream = 'case 1'), 'malformed', '/streams/0/stream'],
        ['a stream twice', (r) => r.streams.push({ ...r.streams[0]! }), 'stream-twice', '/streams'],
        ['a negative version', (r) => (r.streams[0]!.expected = -1), 'malformed', '/streams/0/expected'],
        [
          'a day that does not exist',
          (r) => (r.context.effectiveOn = '2024-02-30'),
          'malformed',
          '/context/effectiveOn',
        ],
        [
          'a day of one event that does not exist',
          (r) => (r.streams[0]!.events[0]!.effectiveOn = '2023-02-29'),
          'malformed',
          '/streams/0/events/0/effectiveOn',
        ],
        ['a person that is no UUID', (r) => (r.context.actor.person = 'Ada'), 'malformed', '/context/actor/person'],
        [
          'an unknown kind of actor',
          (r) => (r.context.actor.kind = 'ghost' as never),
          'malformed',
          '/context/actor/kind',
        ],
        [
          'a type that is no name',
          (r) => (r.streams[0]!.events[1]!.type = 'note taken'),
          'malformed',
          '/streams/0/events/1/type',
        ],
        [
          'schema version 0',
          (r) => (r.streams[0]!.events[1]!.schemaVersion = 0),
          'malformed',
          '/streams/0/events/1/schemaVersion',
        ],
        [
          'U+0000 in personal data',
          (r) => (r.streams[0]!.events[1]!.personal = { x: { y: '\u0000' } }),
          'null-character',
          '/streams/0/events/1/personal/x/y',
        ],
        ['a fingerprint that is none', (r) => (r.command.fingerprint = 'abc'), 'malformed', '/command/fingerprint'],
        [
          'a checkpoint that moves back',
          (r) => (r.checkpoints = [{ consumer: 'c', publisher: 'p', lane: 'l', from: 2, to: 1 }]),
          'malformed',
          '/checkpoints/0/to',
        ],
      ])('refuses %s', async (_, change, reason, where) => refused(change, reason, where));

      test('refuses an event id that is already in the log', async () => {
        const request = appendOnto(someStream(), 0);
        request.streams[0]!.events[0]!.id = uuid7();
        await log.append(request);
        const again = appendTo([{ stream: someStream(), expected: 0, events: request.streams[0]!.events }]);
        await expect(log.append(again)).rejects.toMatchObject({ code: 'event-refused', reason: 'duplicate-id' });
      });

      test('more in one append than the queue can ever hold is refused, not put off', async () => {
        const small = await under.open({ limits: { queueBytes: 10_000 } });
        const events = Array.from({ length: 3 }, () => ({ type: 'NoteTaken', data: 'x'.repeat(5_000) }));
        await expect(small.append(appendTo([{ stream: someStream(), expected: 0, events }]))).rejects.toMatchObject({
          code: 'event-refused',
          reason: 'too-many',
        });
        await small.close();
      });
    });

    describe('checkpoints', () => {
      const move = (from: number, to: number, lane: string) => ({
        consumer: 'case-state/when-rfi-replied',
        publisher: 'intake',
        lane,
        from,
        to,
      });

      test('moves with the append, compare-and-set; nothing is written when it has moved', async () => {
        const [lane, stream] = [randomUUID(), someStream()];
        expect(await log.checkpoint('case-state/when-rfi-replied', 'intake', lane)).toBe(0);
        await log.append({ ...appendOnto(stream, 0), checkpoints: [move(0, 3, lane)] });
        expect(await log.checkpoint('case-state/when-rfi-replied', 'intake', lane)).toBe(3);
        await expect(log.append({ ...appendOnto(stream, 1), checkpoints: [move(0, 4, lane)] })).rejects.toMatchObject({
          code: 'checkpoint-moved',
          actual: 3,
          move: move(0, 4, lane),
        });
        expect(await log.read(stream)).toHaveLength(1);
        await log.append({ ...appendTo([]), checkpoints: [move(3, 4, lane)] });
        expect(await log.checkpoint('case-state/when-rfi-replied', 'intake', lane)).toBe(4);
      });

      test('a refused append leaves its checkpoint where it was', async () => {
        const lane = randomUUID();
        await expect(
          log.append({ ...appendOnto(someStream(), 7), checkpoints: [move(0, 1, lane)] }),
        ).rejects.toMatchObject({ code: 'wrong-expected-version' });
        expect(await log.checkpoint('case-state/when-rfi-replied', 'intake', lane)).toBe(0);
      });

      test('of two that move the same place at once one wins', async () => {
        const lane = randomUUID();
        const outcomes = await Promise.allSettled(
          Array.from({ length: 8 }, () =>
            log.append({ ...appendOnto(someStream(), 0), checkpoints: [move(0, 1, lane)] }),
          ),
        );
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const outcome of outcomes)
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'checkpoint-moved' });
      });
    });

    describe('reading', () => {
      test('a stream by its versions, from one on, up to a position', async () => {
        const stream = someStream();
        const { position } = await log.append(appendOnto(stream, 0, 5));
        expect((await log.read(stream, { after: 2 })).map(({ version }) => version)).toEqual([3, 4, 5]);
        expect((await log.read(stream, { upTo: position - 2 })).map(({ version }) => version)).toEqual([1, 2, 3]);
        expect(await log.read(someStream())).toEqual([]);
      });

      test('positions are dense from 1, in pages of any size; recordedAt never falls', async () => {
        await Promise.all(Array.from({ length: 40 }, (_, i) => log.append(appendOnto(someStream(), 0, 1 + (i % 3)))));
        const events = await all();
        expect(events.map(({ position }) => position)).toEqual(
          Array.from({ length: await log.head() }, (_, i) => i + 1),
        );
        for (let i = 1; i < events.length; i++) expect(events[i]!.recordedAt >= events[i - 1]!.recordedAt).toBe(true);
        expect(await log.page(3, 2)).toEqual(events.slice(3, 5));
        expect(await log.page(events.length, 10)).toEqual([]);
      });

      test('whatever an event says comes back the same, by its stream and by its position', async () => {
        const text = fc
          .array(fc.oneof(fc.constantFrom('\\', '\t', '\n', '\r', '\b', '\v', '\\N', '\\.', '"', ' '), fc.string()))
          .map((parts) => parts.join('').replaceAll('\0', ''));
        await fc.assert(
          fc.asyncProperty(fc.dictionary(text, text), fc.option(text, { nil: undefined }), async (data, name) => {
            const stream = someStream();
            const personal = name === undefined ? {} : { personal: { respondent: { name } } };
            const { position } = await log.append(
              appendTo([{ stream, expected: 0, events: [{ type: 'NoteTaken', data, ...personal }] }]),
            );
            const [event] = await log.read(stream);
            expect(event).toMatchObject({ data, ...personal });
            expect(await log.page(position - 1, 1)).toEqual([event]);
          }),
          { numRuns: 50 },
        );
      });

      test('a follower gets everything from its place on, each once, in order, also what comes later; and ends when it is told', async () => {
        const after = await log.head();
        const stop = new AbortController();
        const seen: number[] = [];
        const following = (async () => {
          for await (const events of log.follow({ after, pageSize: 7, signal: stop.signal }))
            seen.push(...events.map(({ position }) => position));
        })();
        for (let i = 0; i < 10; i++)
          await Promise.all(Array.from({ length: 5 }, () => log.append(appendOnto(someStream(), 0))));
        await eventually(() => seen.length >= 50);
        stop.abort();
        await following;
        expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => after + i + 1));
      });

      test('a follower in another process hears of an append at once', async () => {
        const other = await under.open();
        const after = await other.head();
        const stop = new AbortController();
        let seen = 0;
        const following = (async () => {
          for await (const events of other.follow({ after, signal: stop.signal })) seen += events.length;
        })();
        await log.append(appendOnto(someStream(), 0));
        await eventually(() => seen === 1);
        stop.abort();
        await following;
        await other.close();
      });

      test('old events are upcast as they are read; what is stored does not change', async () => {
        const upcasters = upcasterChain({
          ParcelWeighed: {
            1: (data) => ({ grams: (data as { kilograms: number }).kilograms * 1000 }),
            2: (data) => ({ ...(data as object), unit: 'g' }),
          },
        });
        const modern = await under.open({ upcasters });
        const stream = someStream();
        const events = [
          { type: 'ParcelWeighed', data: { kilograms: 2 } },
          { type: 'ParcelWeighed', schemaVersion: 2, data: { grams: 3 } },
          { type: 'ParcelWeighed', schemaVersion: 3, data: { grams: 4, unit: 'g' } },
        ];
        const { position } = await modern.append(appendTo([{ stream, expected: 0, events }]));
        const now = [2000, 3, 4].map((grams) => ({ schemaVersion: 3, data: { grams, unit: 'g' } }));
        expect(await modern.read(stream)).toMatchObject(now);
        expect(await modern.page(position - 3, 3)).toMatchObject(now);
        expect((await log.read(stream))[0]).toMatchObject({ schemaVersion: 1, data: { kilograms: 2 } });
        await modern.close();
      });
    });

    describe('identity and clock', () => {
      test('a log knows what it is, whoever opens it; another one is refused', async () => {
        expect(log.identity.id).toMatch(/^real-[0-9a-f-]{36}$/);
        const again = await under.open({ known: log.identity });
        expect(again.identity).toEqual(log.identity);
        await again.close();
        await expect(under.open({ known: { ...log.identity, id: `real-${randomUUID()}` } })).rejects.toMatchObject({
          code: 'unknown-log',
        });
        await expect(under.open({ known: { ...log.identity, epoch: randomUUID() } })).rejects.toMatchObject({
          code: 'unknown-log',
        });
      });

      test("a real log's clock is nobody's to move", async () => {
        await expect(log.advanceClock('2100-01-01T00:00:00.000Z')).rejects.toMatchObject({
          code: 'not-a-demonstration',
        });
        expect((await log.now()) < '2100').toBe(true);
      });

      test('a demonstration has its own clock: it starts where it was told, runs on, moves forward only, and stamps the events', async () => {
        const demonstration = await make({ demonstration: '2023-11-10T08:00:00.000Z' });
        const story = await demonstration.open();
        try {
          expect(story.identity.origin).toBe('demonstration');
          expect(story.identity.id).toMatch(/^demonstration-/);
          expect((await story.now()).slice(0, 10)).toBe('2023-11-10');
          const stream = someStream();
          await story.append(appendOnto(stream, 0));
          const moved = await story.advanceClock('2024-06-28T09:42:00.000Z');
          expect(moved >= '2024-06-28T09:42:00.000Z').toBe(true);
          await story.append(appendOnto(stream, 1));
          expect((await story.read(stream)).map(({ recordedAt }) => recordedAt.slice(0, 10))).toEqual([
            '2023-11-10',
            '2024-06-28',
          ]);
          await expect(story.advanceClock('2024-06-27T00:00:00.000Z')).rejects.toMatchObject({
            code: 'clock-only-forward',
            to: '2024-06-27T00:00:00.000Z',
          });
          expect((await story.now()) >= moved).toBe(true);
        } finally {
          await story.close();
          await demonstration.dispose();
        }
      });
    });

    describe('snapshots', () => {
      test('are kept by stream and fold; an earlier one never replaces a later; dropping them changes nothing', async () => {
        const stream = someStream();
        expect(await log.snapshot.get(stream, 'case@1')).toBeUndefined();
        await log.snapshot.put(stream, 'case@1', 3, { steps: ['a'] });
        await log.snapshot.put(stream, 'case@1', 2, { steps: [] });
        expect(await log.snapshot.get(stream, 'case@1')).toEqual({ version: 3, state: { steps: ['a'] } });
        expect(await log.snapshot.get(stream, 'case@2')).toBeUndefined();
        await log.snapshot.clear();
        expect(await log.snapshot.get(stream, 'case@1')).toBeUndefined();
      });
    });

    test('close waits for what is on its way, then takes no more', async () => {
      const other = await under.open();
      const stream = someStream();
      const sent = other.append(appendOnto(stream, 0));
      await other.close();
      await expect(sent).resolves.toMatchObject({ repeated: false });
      await expect(other.append(appendOnto(stream, 1))).rejects.toMatchObject({
        code: 'log-unavailable',
        outcome: 'not-written',
      });
    });
  });
}
