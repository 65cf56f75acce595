import type { Bound, StepDefinition } from '#contracts';
import { parseMoney } from '../../money/money.js';
import type { Said } from './checks.js';
import { sentences } from './sentences.js';
import type { Reason } from './standing.js';

/** The amounts that were said and go beyond what the law ties them to, or without it. Nothing said: nothing broken. */
export const brokenBounds = ({ bounds = [], inputs = [] }: StepDefinition, said: Said | undefined): Reason[] =>
  bounds
    .filter((bound) => isBroken(bound, said))
    .map(({ id, of, otherwise, basis }) => {
      const whole = inputs.find((input) => input.id === of);
      return {
        guard: id,
        sentence: whole && !moneyOf(said, of) ? sentences.measuredAgainst(whole.label) : otherwise,
        basis,
        first: [],
      };
    });

/** Compared in integer minor units of one currency, crosswise, so that nothing is divided and no cent is lost. */
function isBroken({ input, of, permille, dividedBy }: Bound, said: Said | undefined): boolean {
  const amount = moneyOf(said, input);
  const whole = moneyOf(said, of);
  if (!amount) return false;
  if (!whole) return true;
  if (amount.currency !== whole.currency) return true;
  return amount.minor * 1000n * BigInt(dividedBy ?? 1) > whole.minor * BigInt(permille);
}

const moneyOf = (said: Said | undefined, id: string) => {
  const value = said?.find((one) => one.id === id)?.value;
  return typeof value === 'string' ? parseMoney(value) : undefined;
};
