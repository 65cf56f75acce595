/** Repeatable chance: the seed is printed, and `DOSSIER_TEST_RANDOM=<seed>` runs the same again. */
export interface Chance {
  seed: number;
  /** Integer with `from <= n <= to`. */
  between(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  /** A pronounceable invented name. */
  name(): string;
}

export function chance(seed = Number(process.env.DOSSIER_TEST_RANDOM ?? Math.floor(Math.random() * 2 ** 31))): Chance {
  // mulberry32: small, and good enough to make names
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[between(0, list.length - 1)] as T;
  const syllables = [
    'ba',
    'dro',
    'kel',
    'mi',
    'nor',
    'que',
    'ra',
    'sti',
    'tu',
    'vel',
    'xan',
    'zo',
    'ł',
    'ç',
    'é',
    'ß',
    'ğ',
  ];
  return {
    seed,
    between,
    pick,
    name() {
      const word = Array.from({ length: between(3, 4) }, () => pick(syllables)).join('');
      return word[0]!.toLocaleUpperCase('en') + word.slice(1);
    },
  };
}
