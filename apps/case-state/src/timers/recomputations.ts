import type { RulePin, Uuid } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import { SYSTEM, type ServiceRuntime } from '#service-kit';
import { finishRecomputation, recomputation } from '../domain/calendar/recomputation.js';
import type { caseAggregate } from '../domain/case/case.decide.js';
import { caseOn } from '../domain/case/case.state.js';
import { recomputeClocks } from '../domain/case/recompute-clocks.js';
import { recomputationStream, type Rulebook } from '../rules/rulebook.js';
import { allRecomputations, casesLeft } from '../views/recomputations/recomputations.query.js';
import type { RecomputationRow } from '../views/recomputations/recomputations.entity.js';

/** How often it is looked whether another process has left work behind, or a case was opened on a version that is not the newest any more. */
const EVERY_MS = 30_000;
const SOON_MS = 2_000;
/** Cases between two looks whether somebody has stopped it. */
const BATCH = 64;
/** Cases at once: their appends share commits, and officers' acts still find their turn between them. */
const AT_ONCE = 8;
const VIEW_WAIT_MS = 10_000;

export interface RecomputationParts {
  runtime: Pick<ServiceRuntime, 'log' | 'commands' | 'dataSource' | 'pool' | 'projector'>;
  rulebook: Rulebook;
  cases: ReturnType<typeof caseAggregate>;
  report(error: Error): void;
}

/**
 * Counts the open cases on corrected calendars, one command for each case. A case's command has an id of its own for each version, so it
 * happens once, whoever does it and however often it is begun again; what is left is asked of the view.
 */
export class Recomputations {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly parts: RecomputationParts) {}

  start(): void {
    this.timer = setInterval(() => this.look(), EVERY_MS);
    this.timer.unref();
    this.look();
  }

  /** Something has begun, or goes on: does what there is to do, beside whoever calls. */
  look(): void {
    if (this.stopped) return;
    if (this.working) {
      this.again = true;
      return;
    }
    this.again = false;
    this.working = this.all()
      .catch((error: unknown) => {
        this.parts.report(error as Error);
        this.soon();
      })
      .finally(() => {
        this.working = undefined;
        if (this.again) this.look();
      });
  }

  /** The one that works may have been killed, its connection not yet given up by the database. */
  private soon(): void {
    setTimeout(() => this.look(), SOON_MS).unref();
  }

  /** Ends after the cases that are under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.working;
  }

  private async all(): Promise<void> {
    await this.viewReached();
    const works = await allRecomputations(this.parts.runtime.dataSource);
    for (const [i, work] of works.entries()) {
      const later = works[i - 1]?.calendar === work.calendar ? works[i - 1]?.version : undefined;
      if (this.stopped) return;
      if (later !== undefined) await this.finish(work, later);
      else if (work.state !== 'stopped') await this.alone(work);
    }
  }

  /** One process at a time: two would do no harm, and no good either. */
  private async alone(work: RecomputationRow): Promise<void> {
    const key = `recomputation|${work.calendar}|${work.version}`;
    const client = await this.parts.runtime.pool.connect();
    try {
      const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as mine', [key]);
      if (!(rows[0] as { mine: boolean }).mine) return this.soon();
      try {
        await this.work(work);
      } finally {
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]);
      }
    } finally {
      client.release();
    }
  }

  private async work(work: RecomputationRow): Promise<void> {
    const { dataSource } = this.parts.runtime;
    const pin = { id: work.calendar, version: work.version, hash: work.hash };
    const published = await this.parts.rulebook.readCalendar(work.calendar);
    const calendar = published.find(({ hash }) => hash === work.hash)?.calendar;
    if (!calendar) throw new Error(`the log has no calendar ${pin.id}, version ${pin.version}`);
    let after: Uuid | undefined;
    let done = 0;
    for (;;) {
      if (this.stopped || (await this.isStopped(pin))) return;
      const batch = await casesLeft(dataSource, pin, after, BATCH);
      const failed = await this.each(batch, (id) => this.recompute(id, { pin, calendar }, work));
      done += batch.length - failed;
      after = batch.at(-1) ?? after;
      if (batch.length === BATCH) continue;
      // At the end of the list: those that the view had not heard of yet are looked for once more, those that failed at the next look.
      await this.viewReached();
      const left = await casesLeft(dataSource, pin, undefined, 1);
      if (left.length === 0) return this.finish(work);
      if (done === 0) return;
      [after, done] = [undefined, 0];
    }
  }

  /** @returns how many failed; one case that cannot be counted must not keep the others from it */
  private async each(ids: Uuid[], act: (id: Uuid) => Promise<void>): Promise<number> {
    let failed = 0;
    const waiting = [...ids];
    const one = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
        await act(id).catch((error: unknown) => {
          failed++;
          this.parts.report(error as Error);
        });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return failed;
  }

  private async recompute(
    caseId: Uuid,
    correction: { pin: RulePin; calendar: HolidayCalendar },
    work: RecomputationRow,
  ): Promise<void> {
    const { runtime, rulebook, cases } = this.parts;
    const stored = await runtime.commands.state(cases, caseId);
    const before = caseOn(stored.state);
    if (before) await rulebook.ready(before);
    const nothingToDo = new Error('the case is closed, or counted on this version already');
    const counting = runtime.commands.run(
      {
        operation: 'case.recompute-clocks',
        origin: {
          actor: SYSTEM,
          ...(!work.bySystem && { onBehalfOf: work.startedBy }),
          idempotencyKey: `${caseId}|${correction.pin.hash}`,
          causation: work.eventId,
        },
        request: { caseId, calendar: correction.pin },
      },
      async (act) => {
        const it = await act.load(cases, caseId, { subject: true });
        const state = caseOn(it.state);
        const events = state ? recomputeClocks(state, correction, rulebook.rulesOf(state), act.today) : [];
        // Not recorded as done: a case that is closed now can be opened again.
        if (events.length === 0) throw nothingToDo;
        act.add(it, events);
      },
    );
    await counting.catch((error: unknown) => {
      if (error !== nothingToDo) throw error;
    });
  }

  private async isStopped(of: { id: string; version: number }): Promise<boolean> {
    return (await this.parts.runtime.commands.state(recomputation, recomputationStream(of))).state?.state === 'stopped';
  }

  private async finish({ calendar: id, version, state }: RecomputationRow, inFavourOf?: number): Promise<void> {
    if (state === 'finished') return;
    await this.parts.runtime.commands.run(
      {
        operation: 'recomputation.finish',
        origin: { actor: SYSTEM },
        request: { id, version },
      },
      async (act) => {
        const it = await act.load(recomputation, recomputationStream({ id, version }), { subject: true });
        act.add(it, finishRecomputation(it.state, inFavourOf));
      },
    );
  }

  private async viewReached(): Promise<void> {
    const { log, projector } = this.parts.runtime;
    await projector.reached(await log.head(), VIEW_WAIT_MS);
  }
}
