import { describe, expect, test } from '@jest/globals';
import type { Happened } from '#contracts';
import fc from 'fast-check';
import type { CaseEvent } from '../../src/domain/case/case.events.js';
import { caseOn, evolveCase, longer, type CaseHistory, type MaybeCase } from '../../src/domain/case/case.state.js';
import { asItStood } from '#legal-clock';
import { and, antitrust2, facts, id, openedCase, reply, request } from './a-case.js';
import { noteReply, noteRfi } from '../../src/domain/case/case.decide.js';

/** A case with a request and its replies. */
const history = ((): CaseHistory => {
  let so = openedCase(antitrust2, '2024-03-04');
  const given = facts(antitrust2);
  so = and(
    so,
    noteRfi(so, { rfi: request(1, [1, 2, 3, 4], '2024-04-15'), effectiveOn: '2024-03-05' }, given),
    '2024-03-05',
  );
  for (const [n, on] of [
    [1, '2024-03-20'],
    [2, '2024-03-18'],
    [3, '2024-04-20'],
    [4, '2024-04-10'],
  ] as const)
    so = and(so, noteReply(so, { reply: reply(1, n, on, '2024-04-15'), effectiveOn: on }, given), on);
  return so;
})();

const anew = (events: CaseHistory, day?: string): MaybeCase =>
  asItStood(events, day).reduce<MaybeCase>(evolveCase, undefined);
const days = ['2024-03-04', '2024-03-05', '2024-03-19', '2024-04-12', '2024-05-01', undefined] as const;

describe('A case that goes on', () => {
  test('is what a fold from its beginning gives, however it came about: backdated, corrected, in any portions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(history.length - 2), fc.constantFrom(...days.slice(0, 5)), fc.boolean()), {
          maxLength: 6,
        }),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 10 }),
        fc.constantFrom(...days),
        (acts, portions, day) => {
          const more = acts.map(([at, on, corrects], i): Happened<CaseEvent> => {
            const of = history[at + 1]!;
            return {
              ...of,
              id: id(9000 + i),
              effectiveOn: on!,
              ...(corrects && of.id && { corrects: of.id }),
            } as Happened<CaseEvent>;
          });
          const all = [...history, ...more];
          let so = longer([], all.slice(0, 2));
          caseOn(so);
          for (let at = 2, n = 0; at < all.length; n++) {
            const portion = portions[n % Math.max(1, portions.length)] ?? 1;
            so = longer(so, all.slice(at, at + portion));
            at += portion;
            // Looked at in between, or not: it must not matter.
            if (portion % 2 === 1) caseOn(so);
          }
          expect(caseOn(so, day)).toEqual(anew(all, day));
        },
      ),
    );
  });
});
