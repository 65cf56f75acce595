import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UpcasterChain } from '#event-store';

/** A golden file: an event's data as it was once stored, and as it reads today. Never edited but for `reads`, when a step is added. */
interface Golden {
  stored: unknown;
  reads: { schemaVersion: number; data: unknown };
}

/**
 * Tests that every version ever written still reads: the folder holds `<Type>.v<version>.json` for each step of the chain, and none that
 * the chain does not know.
 * @param folder e.g. `new URL('./golden/', import.meta.url)`
 */
export function upcastsAsGolden(folder: URL, chain: UpcasterChain): void {
  const home = fileURLToPath(folder);
  const files = readdirSync(home).sort();
  describe('old events', () => {
    test.each(files)('%s reads as it should', (file) => {
      const [, type, version] = /^([A-Z][A-Za-z0-9]*)\.v(\d+)\.json$/.exec(file) ?? [];
      if (type === undefined) throw new Error(`${file} is not named <Type>.v<version>.json`);
      const golden = JSON.parse(readFileSync(join(home, file), 'utf8')) as Golden;
      const before = structuredClone(golden.stored);
      expect(chain(type, Number(version), golden.stored)).toEqual(golden.reads);
      expect(golden.stored).toEqual(before); // pure
    });

    test('every version that was ever written has its golden file', () => {
      const steps = Object.entries(chain.steps).flatMap(([type, byVersion]) =>
        Object.keys(byVersion).map((version) => `${type}.v${version}.json`),
      );
      expect(files).toEqual(expect.arrayContaining(steps));
    });
  });
}
