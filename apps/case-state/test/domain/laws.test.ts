import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StepDefinition } from '#contracts';
import { caseAggregate, noteReply, noteRfi, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import { caseOn, evolveCase, type CaseHistory, type MaybeCase } from '../../src/domain/case/case.state.js';
import { optionsOf } from '../../src/domain/procedure/engine/checks.js';
import { explainSteps } from '../../src/domain/procedure/engine/explain.js';
import type { Rules } from '../../src/domain/procedure/engine/standing.js';
import { takeStep } from '../../src/domain/procedure/engine/take-step.js';
import { isRejected } from '../../src/domain/rejection.js';
import { asItStood } from '../../src/domain/two-times.js';
import {
  and,
  antitrust,
  antitrust2,
  facts,
  harbour,
  openedCase,
  reply,
  request,
  screening,
  stand,
  team,
} from './a-case.js';

const START = Date.parse('2024-06-03');
const day = (n: number): string => new Date(START + n * 86_400_000).toISOString().slice(0, 10);

/** What an officer could say where the step asks; nothing where there is nothing to choose from. */
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
      return [[input.id, input.choices?.at(-1)?.id ?? 'Because.']];
    }),
  );

interface Deed {
  step: number;
  wait: number;
  who: number;
}
const deeds = fc.array(fc.record({ step: fc.nat(999), wait: fc.nat(9), who: fc.nat(4) }), { maxLength: 12 });

/** A case lived through: whatever the deeds try, what is refused changes nothing. Every state on the way is shown to `look`. */
function live(
  rules: Rules,
  tried: Deed[],
  look: (history: CaseHistory, today: string) => void = () => {},
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
    const step = rules.procedure.steps[n % rules.procedure.steps.length]!;
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

describe.each(
  [antitrust, antitrust2, screening, harbour].map(
    (rules) => [`${rules.procedure.id} ${rules.procedure.version}`, rules] as const,
  ),
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
      { numRuns: 25 },
    );
  });

  test('the state is the fold of the log: any prefix first, then the rest, is the whole', () => {
    fc.assert(
      fc.property(deeds, fc.nat(40), (tried, cut) => {
        const stood = asItStood(live(rules, tried));
        const fold = (state: MaybeCase, events: CaseHistory): MaybeCase => events.reduce<MaybeCase>(evolveCase, state);
        expect(fold(fold(undefined, stood.slice(0, cut)), stood.slice(cut))).toEqual(fold(undefined, stood));
      }),
      { numRuns: 25 },
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
      { numRuns: 25 },
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
      { numRuns: 20 },
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
