import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StepDefinition } from '#contracts';
import { caseAggregate, noteReply, noteRfi, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { caseOn, evolveCase, type CaseHistory, type MaybeCase } from '../../src/domain/case/case.state.js';
import { correctStep } from '../../src/domain/case/correct.js';
import { whatIf } from '../../src/domain/case/what-if.js';
import { optionsOf } from '../../src/domain/procedure/engine/checks.js';
import { explainSteps, openSteps, reasonsAgainstChoice } from '../../src/domain/procedure/engine/explain.js';
import { openStepsOneByOne } from '../../src/domain/procedure/engine/open-steps.js';
import { outcomesOf } from '../../src/domain/procedure/engine/later-steps.js';
import type { Rules } from '../../src/domain/procedure/engine/standing.js';
import { reckonClock } from '../../src/domain/procedure/engine/reckoning.js';
import { takeStep } from '../../src/domain/procedure/engine/take-step.js';
import { isRejected } from '../../src/domain/rejection.js';
import { addDays, asItStood } from '#legal-clock';
import { and, facts, harbour, merger, openedCase, reply, request, shippedRules, stand, team } from './a-case.js';

const START = Date.parse('2024-06-03');
const day = (n: number): string => new Date(START + n * 86_400_000).toISOString().slice(0, 10);

/** What an officer could say where the step asks, never the same words twice; nothing where there is nothing to choose from. */
const said = (
  rules: Rules,
  step: StepDefinition,
  history: CaseHistory,
  today: string,
): Record<string, string | number> =>
  Object.fromEntries(
    (step.inputs ?? []).flatMap((input): [string, string | number][] => {
      if (input.kind === 'number') return [[input.id, input.min ?? 1]];
      if (input.kind === 'day') return [[input.id, today]];
      if (input.kind === 'money') {
        const whole = (step.bounds ?? []).some(({ of }) => of === input.id);
        return [[input.id, whole ? '1000000.00 EUR' : '1.00 EUR']];
      }
      if (input.kind === 'among')
        return optionsOf(input, stand(history), today, rules)
          .slice(0, 1)
          .map((one) => [input.id, one]);
      const standing = { case: stand(history), team: team(), day: today };
      const choice = input.choices?.findLast((one) => reasonsAgainstChoice(rules, standing, one).length === 0);
      return [[input.id, choice?.id ?? `Because ${history.length}.`]];
    }),
  );

interface Deed {
  step: number;
  wait: number;
  who: number;
}
const deeds = fc.array(fc.record({ step: fc.nat(999), wait: fc.nat(9), who: fc.nat(4) }), { maxLength: 12 });

/**
 * A case lived through: whatever the deeds try, what is refused changes nothing. Every state on the way is shown to `look`.
 * @param among what is tried; default: any step, open or not
 */
function live(
  rules: Rules,
  tried: Deed[],
  look: (history: CaseHistory, today: string) => void = () => {},
  among: (history: CaseHistory, today: string) => StepDefinition[] = () => rules.procedure.steps,
): CaseHistory {
  const aggregate = caseAggregate(() => rules);
  let history = openedCase(rules, day(0));
  let now = 0;
  let rfis = 0;
  for (const { step: n, wait, who } of tried) {
    now += wait;
    const today = day(now);
    for (const lapse of aggregate.lapses!(history, today)) history = and(history, lapse.events, lapse.due);
    look(history, today);
    const steps = among(history, today);
    const step = steps[n % steps.length]!;
    if (step.by === 'officer') {
      const command = {
        step: step.id,
        inputs: said(rules, step, history, today),
        role: step.may[0]!,
        effectiveOn: today,
      };
      const decided = takeStepByOfficer(history, command, facts(rules));
      if (!isRejected(decided)) history = and(history, decided, today);
    } else if (step.by === 'rfi-issued') {
      rfis += 1;
      const rfi = request(rfis, [who, who + 1], day(now + 14));
      history = and(history, noteRfi(history, { rfi, effectiveOn: today }, facts(rules)), today);
    } else if (step.by === 'reply-submitted' && rfis > 0) {
      const command = { reply: reply(rfis, who, today, day(now)), effectiveOn: today };
      history = and(history, noteReply(history, command, facts(rules)), today);
    }
  }
  look(history, day(now));
  return history;
}

/** Those that an officer can take, and those that follow what comes from intake. */
const stepsToTake =
  (rules: Rules) =>
  (history: CaseHistory, today: string): StepDefinition[] => {
    const open = explainSteps(rules, { case: stand(history), team: team(), day: today });
    const taken = open.filter(({ step, state }) => step.by === 'officer' && state === 'open').map(({ step }) => step);
    const facts = rules.procedure.steps.filter(({ by }) => by === 'rfi-issued' || by === 'reply-submitted');
    const all = [...taken, ...facts];
    return all.length > 0 ? all : rules.procedure.steps;
  };

/** The same acts, each on the day and with the words that now stand, lived through from the start: what silence says comes by itself. */
function livedAgain(rules: Rules, recorded: CaseHistory): CaseHistory {
  const aggregate = caseAggregate(() => rules);
  return asItStood(recorded).reduce<CaseHistory>((before, event) => {
    if (event.type === 'ExpiryWarningGiven') return before;
    const on = event.effectiveOn;
    const cause = event.type === 'StepTaken' || event.type === 'StepRefused' ? event.data.cause : undefined;
    const silence = cause?.kind === 'lapse' ? cause.clock : undefined;
    // Of the day itself, what silence says at the end of it comes where it was recorded.
    const lapses = before.length === 0 ? [] : aggregate.lapses!(before, silence === undefined ? on : addDays(on, 1));
    const history = lapses
      .filter(({ due, clock }) => due < on || clock === silence)
      .reduce((so, { events, due }) => and(so, events, due), before);
    if (silence !== undefined) return history;
    if (event.type !== 'StepTaken' || event.data.cause?.kind === 'opening') return and(history, [event], on);
    const { step, inputs } = event.data;
    const definition = rules.procedure.steps.find(({ id }) => id === step)!;
    const act = { inputs, ...(cause && { cause }) };
    const outcome = takeStep(rules, { case: stand(history), team: team(), day: on }, definition, act);
    if ('shut' in outcome) throw new Error(`${step} of ${on} is not lawful: ${outcome.shut[0]?.sentence.en}`);
    return and(history, [{ type: 'StepTaken', data: outcome.taken }], on);
  }, []);
}

/** What matters of a case: where it stands, and where its clocks lie. */
const standing = (history: CaseHistory) => {
  const { stage, been, closedOn, clocks, complaintsPending } = stand(history);
  const lie = Object.values(clocks).map(
    ({ clock, state, startedOn, end, endedOn, hardEnd, suspensions, extensions }) => [
      clock,
      { state, startedOn, end, endedOn, hardEnd, suspensions, extensions },
    ],
  );
  return { stage, been, closedOn, complaintsPending, clocks: Object.fromEntries(lie) };
};

/** Of a version that another one has followed, fewer: cases go on under it, and the engine is one. */
const runsFor = ({ procedure: { id, version } }: Rules): number =>
  shippedRules.some((other) => other.procedure.id === id && other.procedure.version > version) ? 6 : 25;

describe.each(
  [...shippedRules, harbour].map((rules) => [`${rules.procedure.id} ${rules.procedure.version}`, rules] as const),
)('under %s', (_, rules) => {
  test('a step is open exactly when taking it succeeds, and every shut one has a reason', () => {
    fc.assert(
      fc.property(deeds, (tried) => {
        const broken: string[] = [];
        live(rules, tried, (history, today) => {
          const standing = { case: stand(history), team: team(), day: today };
          for (const { step, state, why } of explainSteps(rules, standing)) {
            const law = (holds: boolean, words: string) => void (holds || broken.push(`${today} ${step.id}: ${words}`));
            if (step.by !== 'lapse' && step.by !== 'opening')
              law(
                'taken' in takeStep(rules, standing, step) === (state === 'open'),
                `${state}, and taking it says otherwise`,
              );
            law(why.length > 0 || state === 'open' || state === 'done', `${state} without a reason`);
            law(!why.some((reason) => /[{}]/.test(reason.sentence.en)), 'a sentence with a gap');
            if (step.by !== 'officer') continue;
            const command = {
              step: step.id,
              inputs: said(rules, step, history, today),
              role: step.may[0]!,
              effectiveOn: today,
            };
            law(
              isRejected(takeStepByOfficer(history, command, facts(rules))) === (state !== 'open'),
              `${state}, and an officer hears otherwise`,
            );
          }
        });
        if (broken.length > 0) throw new Error(broken.slice(0, 20).join('\n'));
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('what is corrected stands as if it had been so from the start: every later step is lawful, every clock ends where it then ends', () => {
    fc.assert(
      fc.property(deeds, fc.array(fc.tuple(fc.nat(), fc.nat(9)), { minLength: 1, maxLength: 3 }), (tried, draws) => {
        let today = day(0);
        let history = live(rules, tried, (_, on) => void (today = on), stepsToTake(rules));
        for (const [which, moved] of draws) {
          const before = history;
          const steps = asItStood(history).filter((event) => event.type === 'StepTaken' && event.data.by === 'officer');
          const step = steps[which % steps.length];
          if (step?.type !== 'StepTaken') return;
          const on = addDays(step.effectiveOn, moved - 4);
          if (on > today) continue;
          const role = rules.procedure.steps.find(({ id }) => id === step.data.step)?.may[0] ?? '';
          const asked = { event: step.id!, reason: 'Misread', role, effectiveOn: on, today };
          const decided = correctStep(history, asked, facts(rules));
          if (isRejected(decided)) continue;
          history = and(history, decided, on);
          // What was recorded stays as it was.
          expect(history.slice(0, before.length)).toEqual(before);
          const until = (lived: CaseHistory) =>
            caseAggregate(() => rules).lapses!(lived, today).reduce(
              (so, { events, due }) => and(so, events, due),
              lived,
            );
          const recorded = until(history);
          const outcomes = outcomesOf(() => rules, { history: recorded, teamOn: () => team() });
          for (const event of asItStood(recorded))
            if (event.type === 'StepTaken')
              expect([event, outcomes.get(event)]).toMatchObject([event, { type: event.type }]);
          expect(standing(recorded)).toEqual(standing(until(livedAgain(rules, history))));
        }
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('the state is the fold of the log: any prefix first, then the rest, is the whole', () => {
    fc.assert(
      fc.property(deeds, fc.nat(40), (tried, cut) => {
        const stood = asItStood(live(rules, tried));
        const fold = (state: MaybeCase, events: CaseHistory): MaybeCase => events.reduce<MaybeCase>(evolveCase, state);
        expect(fold(fold(undefined, stood.slice(0, cut)), stood.slice(cut))).toEqual(fold(undefined, stood));
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('asked of one state after another, the open steps are those of each', () => {
    fc.assert(
      fc.property(deeds, (tried) => {
        const on = day(tried.reduce((sum, { wait }) => sum + wait, 0));
        const noted = (history: CaseHistory, decided: ReturnType<typeof noteReply>) => and(history, decided, on);
        let history = live(rules, tried);
        history = noted(history, noteRfi(history, { rfi: request(99, [1, 2], on), effectiveOn: on }, facts(rules)));
        for (const addressee of [1, 2])
          history = noted(
            history,
            noteReply(history, { reply: reply(99, addressee, on, on), effectiveOn: on }, facts(rules)),
          );
        const asked = openStepsOneByOne();
        const members = team();
        let state: MaybeCase;
        for (const event of asItStood(history)) {
          state = evolveCase(state, event);
          const standing = { case: state!, team: members, day: on };
          expect(asked(rules, standing)).toEqual(openSteps(rules, standing));
        }
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('what is recorded from now on, with effect from now on, does not change how an earlier day looks', () => {
    fc.assert(
      fc.property(deeds, fc.nat(12), (tried, cut) => {
        const whole = live(rules, tried);
        const early = live(rules, tried.slice(0, cut));
        const last = tried.slice(0, cut).reduce((sum, { wait }) => sum + wait, 0) - 1;
        const shape = (history: CaseHistory) => {
          const state = caseOn(history, day(last));
          return state && [state.stage, state.stageSince, Object.keys(state.taken), Object.keys(state.rfis)];
        };
        expect(shape(whole)).toEqual(shape(early));
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('what has come about by a day and was recorded is not due again', () => {
    fc.assert(
      fc.property(deeds, (tried) => {
        live(rules, tried, (history, today) => expect(caseAggregate(() => rules).lapses!(history, today)).toEqual([]));
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('what if a step were taken: possible where it is then taken, and the case stands as it then does', () => {
    fc.assert(
      fc.property(deeds, fc.nat(40), (tried, ahead) => {
        const history = live(rules, tried);
        const on = day(tried.reduce((sum, { wait }) => sum + wait, ahead));
        const lapses = caseAggregate(() => rules).lapses!(history, on);
        const then = lapses.reduce((so, lapse) => and(so, lapse.events, lapse.due), history);
        for (const step of rules.procedure.steps) {
          const inputs = said(rules, step, then, on);
          const command = { step: step.id, inputs, role: step.may[0] ?? '', effectiveOn: on };
          const taken = takeStepByOfficer(then, command, facts(rules));
          const supposed = whatIf(rules, stand(history), team(), { on, step: step.id, inputs });
          const after = isRejected(taken) ? undefined : stand(and(then, taken, on));
          const shape = (state: { stage: string; clocks: object }) => [state.stage, state.clocks];
          expect('after' in supposed && shape(supposed.after)).toEqual(after ? shape(after) : false);
        }
      }),
      { numRuns: runsFor(rules) },
    );
  });

  test('a fact noted twice is noted once', () => {
    fc.assert(
      fc.property(deeds, (tried) => {
        const history = live(rules, tried);
        const rfi = request(77, [1, 2], day(60));
        const once = and(history, noteRfi(history, { rfi, effectiveOn: day(30) }, facts(rules)), day(30));
        expect(noteRfi(once, { rfi, effectiveOn: day(30) }, facts(rules))).toEqual([]);
        const given = { reply: reply(77, 1, day(31), day(60)), effectiveOn: day(31) };
        const replied = and(once, noteReply(once, given, facts(rules)), day(31));
        expect(noteReply(replied, given, facts(rules))).toEqual([]);
      }),
      { numRuns: runsFor(rules) },
    );
  });
});

test('no end of a clock moves backwards under an extension or a suspension', () => {
  fc.assert(
    fc.property(deeds, (tried) => {
      let before: string | undefined;
      live(harbour, tried, (history) => {
        const { end } = stand(history).clocks['review'] ?? {};
        if (typeof end !== 'string') return;
        if (before !== undefined) expect(end >= before).toBe(true);
        before = end;
      });
    }),
    { numRuns: 25 },
  );
});

describe('the clocks of a merger, whatever is done to them', () => {
  /** Phase II from a day on, stopped and extended at random; each act that is refused changes nothing. */
  const lived = (tried: { wait: number; act: number; days: number }[]): CaseHistory => {
    let history = openedCase(merger, '2024-01-02');
    const take = (step: string, on: string, inputs: Record<string, string | number> = {}): void => {
      const role = merger.procedure.steps.find(({ id }) => id === step)!.may[0]!;
      const decided = takeStepByOfficer(history, { step, inputs, role, effectiveOn: on }, facts(merger));
      if (!isRejected(decided)) history = and(history, decided, on);
    };
    take('NotificationReceived', '2024-01-03');
    take('LegalServiceConsulted', '2024-01-22', { act: 'art-6' });
    take('ActSigned', '2024-01-22', { act: 'art-6' });
    take('PhaseTwoOpened', '2024-01-23');
    take('LegalServiceConsulted', '2024-01-23', { act: 'suspension' });
    let now = 0;
    for (const { wait, act, days } of tried) {
      now += wait;
      const on = new Date(Date.parse('2024-01-24') + now * 86_400_000).toISOString().slice(0, 10);
      if (act === 0) take('SuspensionDecided', on, { addressee: 'One', decision: 'art-11-3', limitEndedOn: on });
      if (act === 1) take('SuspensionEnded', on, { addressee: 'One' });
      if (act === 2) take('ExtensionAskedByParties', on, { days });
      if (act === 3) take('PhaseTwoCommitmentsOffered', on);
    }
    return history;
  };
  const acts = fc.array(fc.record({ wait: fc.nat(20), act: fc.nat(3), days: fc.integer({ min: 1, max: 20 }) }), {
    maxLength: 7,
  });

  test('an extension never shortens, and a suspension with its resumption conserves the days that remain', () => {
    fc.assert(
      fc.property(acts, (tried) => {
        let before: string | undefined;
        for (const event of lived(tried)) {
          if (event.type !== 'StepTaken') continue;
          const clock = event.data.clocks.find((one) => one.clock === 'phase-two');
          if (!clock || clock.end === null) continue;
          if (before !== undefined) expect(clock.end >= before).toBe(true);
          before = clock.end;
          const { used, left } = reckonClock(merger, clock, clock.end);
          const whole = [clock.period, ...clock.extensions.map(({ by }) => by)];
          expect([used, left]).toEqual([whole.reduce((sum, part) => sum + Number(part.replace('wd', '')), 0), 0]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('an explanation adds up to its date again, day by day', () => {
    fc.assert(
      fc.property(acts, (tried) => {
        const clock = stand(lived(tried)).clocks['phase-two']!;
        if (clock.end === null) return;
        const { steps, skipped } = clock.explanation;
        const off = new Set(skipped.map((one) => one.day));
        const lengths = steps.flatMap(({ rule, detail }) => {
          if (rule === 'working-days-counted') return [(detail as { period: { n: number } }).period.n];
          return rule === 'extended' ? [(detail as { by: { n: number } }).by.n] : [];
        });
        const stopped = (at: string): boolean =>
          steps.some(({ rule, detail }) => {
            const { from, to } = (detail ?? {}) as { from: string; to: string };
            return rule === 'suspended' && from <= at && at <= to;
          });
        let at = steps[0]!.day!;
        for (let left = lengths.reduce((sum, n) => sum + n, 0); left > 0;) {
          at = new Date(Date.parse(at) + 86_400_000).toISOString().slice(0, 10);
          if (!off.has(at) && !stopped(at)) left -= 1;
        }
        expect(at).toBe(clock.end);
        expect(steps.at(-1)).toMatchObject({ rule: 'result', day: at });
      }),
      { numRuns: 40 },
    );
  });
});
