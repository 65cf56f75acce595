import { expect, test } from '@jest/globals';
import { upcasterChain } from '#event-store';
import { upcastsAsGolden } from '#testing';

const chain = upcasterChain({
  ParcelWeighed: {
    1: (data) => ({ grams: (data as { kilograms: number }).kilograms * 1000 }),
    2: (data) => ({ ...(data as object), unit: 'g' }),
  },
});

upcastsAsGolden(new URL('./golden/', import.meta.url), chain);

test('a type without steps, and a version newer than ours, read as they are', () => {
  expect(chain('LeadRegistered', 1, { a: 1 })).toEqual({ schemaVersion: 1, data: { a: 1 } });
  expect(chain('ParcelWeighed', 9, { stones: 1 })).toEqual({ schemaVersion: 9, data: { stones: 1 } });
});

test('a chain with a hole is refused', () => {
  expect(() => upcasterChain({ ParcelWeighed: { 2: (data) => data } })).toThrow('no step from version 1');
});
