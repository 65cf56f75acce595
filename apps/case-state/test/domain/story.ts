import { expect } from '@jest/globals';
import { caseAggregate, noteReply, noteRfi, takeStepByOfficer } from '../../src/domain/case/case.decide.js';
import type { CaseHistory } from '../../src/domain/case/case.state.js';
import { explainSteps } from '../../src/domain/procedure/engine/explain.js';
import type { Rules } from '../../src/domain/procedure/engine/standing.js';
import { and, facts, openedCase, reply, request, stand, team } from './a-case.js';

type Said = Record<string, string | number>;
/** A day, a step, what is said with it. */
export type Deed = readonly [on: string, step: string, inputs?: Said];

/** A case under some rules as it is lived through, day by day: what silence says comes first, as at the door. */
export class Story {
  constructor(
    readonly rules: Rules,
    readonly history: CaseHistory,
  ) {}

  static opened = (rules: Rules, on: string, number?: string): Story => new Story(rules, openedCase(rules, on, number));

  /** What silence has brought about by the beginning of a day. */
  by(day: string): Story {
    const lapses = caseAggregate(() => this.rules).lapses!(this.history, day);
    return new Story(
      this.rules,
      lapses.reduce((history, lapse) => and(history, lapse.events, lapse.due), this.history),
    );
  }

  /** Takes steps; each has to succeed. */
  went(...deeds: Deed[]): Story {
    return deeds.reduce<Story>((story, [on, step, inputs]) => {
      const awake = story.by(on);
      return new Story(this.rules, and(awake.history, awake.decided(step, on, inputs), on));
    }, this);
  }

  /** A request to one undertaking, and its reply. */
  /** One undertaking is asked, by decision unless otherwise said. */
  asked(on: string, limit: string, repliedOn?: string, kind: 'simple' | 'decision' = 'decision'): Story {
    let { history } = this.by(on);
    const rfi = { ...request(1, [1], limit), kind };
    history = and(history, noteRfi(history, { rfi, effectiveOn: on }, facts(this.rules)), on);
    if (repliedOn === undefined) return new Story(this.rules, history);
    const given = { reply: reply(1, 1, repliedOn, limit), effectiveOn: repliedOn };
    return new Story(this.rules, and(history, noteReply(history, given, facts(this.rules)), repliedOn));
  }

  private decided(step: string, on: string, inputs: Said = {}) {
    const role = this.rules.procedure.steps.find(({ id }) => id === step)?.may[0] ?? '';
    return takeStepByOfficer(this.history, { step, inputs, role, effectiveOn: on }, facts(this.rules));
  }

  /** What an officer hears who tries a step. */
  refusal = (on: string, step: string, inputs?: Said) => this.by(on).decided(step, on, inputs);

  /** That a step is refused by a guard, and names its basis. */
  refuses(on: string, step: string, guard: string, basis: string, inputs?: Said): Story {
    const heard = this.refusal(on, step, inputs);
    expect(heard).toMatchObject({ rejected: true, guard });
    expect((heard as { basis: { citation: string }[] }).basis.map(({ citation }) => citation).join('; ')).toContain(
      basis,
    );
    return this;
  }

  /** That what is said is not taken, at that place. */
  refusesInput(on: string, step: string, input: string, inputs: Said): Story {
    const errors = expect.arrayContaining([expect.objectContaining({ path: `inputs.${input}` })]);
    expect(this.refusal(on, step, inputs)).toMatchObject({ code: 'inputs-not-valid', errors });
    return this;
  }

  get state() {
    return stand(this.history);
  }
  clock = (id: string) => this.state.clocks[id]!;
  openOn = (day: string): string[] =>
    explainSteps(this.rules, { case: this.by(day).state, team: team(), day })
      .filter(({ state }) => state === 'open')
      .map(({ step }) => step.id);
}
