import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { StoredEvent } from '#contracts';
import fc from 'fast-check';
import { happened, openService, type ServiceRuntime } from '#service-kit';
import { disposableLog, type DisposableLog } from '#testing';
import { caseOn, type CaseHistory, type MaybeCase } from '../../src/domain/case/case.state.js';
import { ofThisLog } from '../../src/domain/events.js';
import { defineCaseState } from '../../src/index.js';
import { caseById } from '../../src/views/case-board/case-board.query.js';
import { caseBoardView } from '../../src/views/case-board/case-board.view.js';
import { caseOf } from '../../src/views/kinds.js';

const stored = new URL('./stored/', import.meta.url);
const recorded = (file: string): StoredEvent[] =>
  readFileSync(new URL(file, stored), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as StoredEvent);
/** As it comes back from the database: without what is undefined, and without the empty list of a step whose only taking was undone. */
const plain = (state: MaybeCase): unknown =>
  state &&
  JSON.parse(
    JSON.stringify({
      ...state,
      taken: Object.fromEntries(Object.entries(state.taken).filter(([, of]) => of.length > 0)),
    }),
  );

describe('a case on the board, whose parts are kept apart', () => {
  let it: DisposableLog;
  let runtime: ServiceRuntime;
  beforeAll(async () => {
    it = await disposableLog();
    const databases = { owner: it.ownerUrl, service: it.serviceUrl };
    const report = (error: Error) => {
      throw error;
    };
    runtime = (await openService(defineCaseState(), { databases, timeZone: 'Europe/Brussels', report })).connect([]);
  });
  afterAll(async () => {
    await runtime?.close();
    await it?.dispose();
  });

  /** Folds events one by one, and reads the case after each. What was folded is taken back. */
  const foldedAlike = async (events: StoredEvent[]): Promise<void> => {
    const runner = runtime.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      const histories = new Map<string, StoredEvent[]>();
      for (const event of events) {
        await caseBoardView.own!(event, runner.manager);
        const id = caseOf(ofThisLog(event));
        if (id === undefined) continue;
        histories.set(id, [...(histories.get(id) ?? []), event]);
        const whole = caseOn(histories.get(id)!.map(happened) as unknown as CaseHistory);
        expect(plain((await caseById(runner.manager, id))?.state)).toEqual(plain(whole));
      }
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  };

  const logs = readdirSync(stored).filter((file) => file.endsWith('.own.jsonl'));
  test.each(logs)('is read as the fold of all its events, after each of %s', async (file) => {
    await foldedAlike(recorded(file));
  });

  test('is written again only where an event touches it, however much there is', async () => {
    const runner = runtime.dataSource.createQueryRunner();
    await runner.startTransaction();
    // Where each part lies on the disk: one that is written again lies elsewhere.
    const places = async (): Promise<Map<string, string>> => {
      const rows: { part: string; place: string }[] = await runner.query(
        `select kind || ' ' || key || ' ' || nth as part, ctid::text as place from case_part`,
      );
      return new Map(rows.map(({ part, place }) => [part, place]));
    };
    try {
      const ask = (which: number) => ({ what: 'ask' as const, which, to: 'screening' as const, back: 0 as const });
      const before = told([ask(0), ask(1), { ...ask(0), what: 'step' }]);
      const [, , , ...behind] = told([ask(0), ask(1), { ...ask(0), what: 'step' }, { ...ask(1), what: 'reply' }]);
      for (const event of before) await caseBoardView.own!(event, runner.manager);
      const first = await places();
      await caseBoardView.own!({ ...behind.at(-1)!, position: 50, version: 50 }, runner.manager);
      const then = await places();
      expect([...then.keys()].sort()).toEqual([...first.keys()].sort());
      const moved = [...first].filter(([part, place]) => then.get(part) !== place).map(([part]) => part);
      expect(moved).toEqual([expect.stringMatching(/^request 00000001-/)]);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  /** What can befall a case: steps over the stages, closing and reopening, requests and replies, a waiver; late in effect, and corrected. */
  const befalls = fc.record({
    what: fc.constantFrom('step', 'step', 'close', 'reopen', 'waive', 'ask', 'reply', 'overdue', 'correct', 'correct'),
    which: fc.nat({ max: 2 }),
    to: fc.constantFrom('screening', 'fact-finding'),
    back: fc.constantFrom(0, 0, 0, 1),
  });
  test('is read as the fold of all its events, in whatever order they take effect, closed and opened again, corrected', () =>
    fc.assert(
      fc.asyncProperty(fc.array(befalls, { minLength: 8, maxLength: 16 }), (all) => foldedAlike(told(all))),
      { numRuns: 25 },
    ));

  function told(all: (typeof befalls extends fc.Arbitrary<infer One> ? One : never)[]): StoredEvent[] {
    const opening = recorded('a-matter.own.jsonl').find(({ type }) => type === 'CaseOpened')!;
    const step = recorded('a-matter.own.jsonl').find(({ type }) => type === 'StepTaken')!;
    const { caseId, inquiryId } = opening.data as { caseId: string; inquiryId: string };
    const of = { caseId, inquiryId };
    const rfiId = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
    const addressees = [1, 2].map((n) => ({ addresseeId: `1000000${n}-0000-4000-8000-000000000000`, name: `U${n}` }));
    const events: StoredEvent[] = [{ ...opening, position: 1, version: 1, effectiveOn: '2024-06-01' }];
    const closings: string[] = [];
    for (const [n, { what, which, to, back }] of all.entries()) {
      const day = `2024-06-${String(Math.max(2, 2 + n - 3 * back)).padStart(2, '0')}`;
      const add = (type: string, data: object, more: Partial<StoredEvent> = {}) =>
        events.push({
          ...step,
          id: randomUUID(),
          position: events.length + 1,
          version: events.length + 1,
          type,
          data: { ...of, ...data },
          effectiveOn: day,
          ...more,
        } as StoredEvent);
      const takes = (name: string, more: object = {}) => ({
        ...(step.data as object),
        step: name,
        toStage: to,
        toTitle: { en: to },
        clocks: [],
        closes: false,
        ...more,
      });
      const reply = { rfiId: rfiId(which), addresseeId: addressees[which % 2]!.addresseeId };
      const before = events.filter(({ type, corrects }) => type === 'StepTaken' && !corrects).at(-1);
      if (what === 'step') add('StepTaken', takes(`S${which}`));
      if (what === 'close') {
        closings.push(`C${which}`);
        add('StepTaken', takes(`C${which}`, { closes: true }));
      }
      const closing = closings.pop();
      if (what === 'reopen' && closing) add('StepTaken', takes('Reopened', { reopens: closing }));
      else if (closing) closings.push(closing);
      if (what === 'waive') add('StepTaken', takes('Waived', { tally: 'replies-waived' }));
      if (what === 'ask') add('RfiNoted', { rfiId: rfiId(which), number: which, addressees });
      if (what === 'reply') add('ReplyNoted', { ...reply, submittedOn: day, late: false, workingDaysLate: 0 });
      if (what === 'overdue') add('ReplyOverdueNoted', reply);
      if (what === 'correct' && before)
        add('StepTaken', before.data as object, { corrects: before.id, effectiveOn: before.effectiveOn });
    }
    return events;
  }
});
