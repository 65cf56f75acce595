import { link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Settings } from '../settings/read-settings.js';

/** What a key is for. One key never serves two purposes. */
export type KeyPurpose = 'session' | 'respondent' | 'demo-issuer' | 'service';

/** Keeps the private keys that sign tokens, so that what was signed before a restart still holds after it. */
export interface KeyStore {
  /** The private key (ES256, with `kid`) that a purpose signs with now; the first is made at the first call. */
  key(purpose: KeyPurpose): Promise<JWK>;
  /** That one, the next one when it is announced already, and the older ones whose tokens may still hold. */
  keys(purpose: KeyPurpose): Promise<JWK[]>;
}

/** The algorithm of every token that we sign ourselves. */
export const OUR_ALGORITHM = 'ES256';

/** A new private key. */
export async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(OUR_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: OUR_ALGORITHM, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}

/** The public part of a key, as it may be shown to anybody. */
export function publicPart({ kty, crv, x, y, alg, use, kid }: JWK): JWK {
  return { kty, crv, x, y, alg, use, kid } as JWK;
}

/** A key as it is kept. */
export interface KeptKey {
  jwk: JWK;
  /** 1, 2, 3 …: of two processes that make the next one at once, one has made it. */
  generation: number;
  /** Milliseconds since 1970. */
  madeAt: number;
}

/** Where keys are kept. */
export interface KeyShelf {
  list(purpose: KeyPurpose): Promise<KeptKey[]>;
  /** Adds the key unless that generation is there already. */
  add(purpose: KeyPurpose, key: KeptKey): Promise<void>;
  remove(purpose: KeyPurpose, generation: number): Promise<void>;
}

export interface KeyAges {
  /** How long a key signs before another one is made, in milliseconds; default: ninety days. */
  lifeMs?: number;
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number;
}

/** As the settings have it. */
export const keyAges = ({ keyLifeMs }: Pick<Settings, 'keyLifeMs'>): KeyAges =>
  keyLifeMs === undefined ? {} : { lifeMs: keyLifeMs };

const DAY_MS = 24 * 3_600_000;
const KEY_LIFE_MS = 90 * DAY_MS;
/** A new key is published this long before it signs: who keeps the published keys keeps them ten minutes. */
const ANNOUNCED_MS = 20 * 60_000;
/** How often the shelf is looked at again: what another instance has made is known long before it signs. */
const LOOK_MS = 60_000;
/**
 * How long a key that signs no more is kept to verify. Sessions, services and sign-ins hold minutes; a personal link holds a week, and one that is
 * over is still known as ours, since another one can be sent for it while the request runs.
 */
const KEPT_MS: Record<KeyPurpose, number> = {
  session: DAY_MS,
  service: DAY_MS,
  'demo-issuer': DAY_MS,
  respondent: 366 * DAY_MS,
};

/** The newest that is announced long enough; the oldest while none is. @param kept the newest first */
const signing = (kept: readonly KeptKey[], now: number): KeptKey | undefined =>
  kept.find(({ madeAt }) => madeAt <= now - ANNOUNCED_MS) ?? kept.at(-1);

/** Those that sign no more, and whose tokens have all ended. */
function outlived(kept: readonly KeptKey[], purpose: KeyPurpose, now: number): KeptKey[] {
  return kept.filter((_, at) => {
    // It has signed until the next one did.
    const next = kept[at - 1];
    return next !== undefined && next.madeAt + ANNOUNCED_MS + KEPT_MS[purpose] <= now;
  });
}

/** Keys that are renewed by their age. While the shelf cannot be looked at, what is known of it counts. */
export function rotatingKeys(shelf: KeyShelf, { lifeMs = KEY_LIFE_MS, now = Date.now }: KeyAges = {}): KeyStore {
  const known = new Map<KeyPurpose, { at: number; kept: Promise<KeptKey[]> }>();
  const list = async (purpose: KeyPurpose) =>
    (await shelf.list(purpose)).toSorted((a, b) => b.generation - a.generation);
  const look = async (purpose: KeyPurpose): Promise<KeptKey[]> => {
    let kept = await list(purpose);
    const newest = kept[0];
    if (newest === undefined || newest.madeAt <= now() - lifeMs) {
      await shelf.add(purpose, { generation: (newest?.generation ?? 0) + 1, jwk: await makeKey(), madeAt: now() });
      kept = await list(purpose);
    }
    const gone = outlived(kept, purpose, now());
    for (const { generation } of gone) await shelf.remove(purpose, generation);
    return kept.filter((one) => !gone.includes(one));
  };
  const read = (purpose: KeyPurpose): Promise<KeptKey[]> => {
    const before = known.get(purpose);
    if (before && now() - before.at < LOOK_MS) return before.kept;
    const looked = look(purpose);
    const kept = before ? looked.catch(() => before.kept) : looked;
    known.set(purpose, { at: now(), kept });
    // A shelf that could not be read may be readable the next time.
    kept.catch(() => known.delete(purpose));
    return kept;
  };
  const first = (kept: KeptKey[], purpose: KeyPurpose): KeptKey => {
    const one = signing(kept, now());
    if (!one) throw new Error(`There is no key for ${purpose}: it was removed while it was being made`);
    return one;
  };
  return {
    key: async (purpose) => first(await read(purpose), purpose).jwk,
    async keys(purpose) {
      const kept = await read(purpose);
      const one = first(kept, purpose);
      return [one, ...kept.filter((other) => other !== one)].map(({ jwk }) => jwk);
    },
  };
}

/** Keys that live as long as the process. */
export function memoryKeyStore(ages: KeyAges = {}): KeyStore {
  const kept = new Map<KeyPurpose, KeptKey[]>();
  const of = (purpose: KeyPurpose): KeptKey[] => kept.get(purpose) ?? [];
  return rotatingKeys(
    {
      list: async (purpose) => of(purpose),
      async add(purpose, key) {
        if (of(purpose).some(({ generation }) => generation === key.generation)) return;
        kept.set(purpose, [...of(purpose), key]);
      },
      remove: async (purpose, generation) =>
        void kept.set(
          purpose,
          of(purpose).filter((one) => one.generation !== generation),
        ),
    },
    ages,
  );
}

/** `session.jwk.json` is the first key of its purpose, `session.2.jwk.json` the second. */
const fileOf = (purpose: KeyPurpose, generation: number): string =>
  generation === 1 ? `${purpose}.jwk.json` : `${purpose}.${generation}.jwk.json`;

/** Keys in a folder, a file for each, readable by the owner alone. Several processes may open it: of each generation the first one's key wins. */
export function fileKeyStore(folder: string, ages: KeyAges = {}): KeyStore {
  return rotatingKeys(fileShelf(folder), ages);
}

const fileShelf = (folder: string): KeyShelf => ({
  async list(purpose) {
    const kept = (await filesIn(folder)).flatMap((name) => {
      const [, of, generation = '1'] = /^([a-z-]+)(?:\.(\d+))?\.jwk\.json$/.exec(name) ?? [];
      return of === purpose ? [{ name, generation: Number(generation) }] : [];
    });
    const read = await Promise.all(
      kept.map(async ({ name, generation }) => {
        const found = await readKey(join(folder, name));
        if (!found) return undefined;
        // Of before keys were renewed: as old as its file.
        const { iat, ...jwk } = found;
        return { jwk, generation, madeAt: iat === undefined ? await ageOf(join(folder, name)) : iat * 1000 };
      }),
    );
    return read.filter((one) => one !== undefined);
  },
  async add(purpose, { generation, jwk, madeAt }) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, fileOf(purpose, generation));
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify({ ...jwk, iat: Math.floor(madeAt / 1000) }), { mode: 0o600 });
    try {
      // A link appears whole or not at all, and never replaces another process' key.
      await link(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(draft);
    }
  },
  remove: (purpose, generation) => rm(join(folder, fileOf(purpose, generation)), { force: true }),
});

const ageOf = async (file: string): Promise<number> => (await stat(file)).mtimeMs;

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** `iat`: when it was made, in seconds since 1970. */
async function readKey(file: string): Promise<(JWK & { iat?: number }) | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK & { iat?: number };
  } catch (error) {
    // Outlived, and taken away by another process.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
