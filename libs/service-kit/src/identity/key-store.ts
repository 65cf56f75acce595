import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** What a key is for. One key never serves two purposes. */
export type KeyPurpose = 'session' | 'respondent' | 'demo-issuer' | 'service';

/** Keeps the private keys that sign tokens, so that what was signed before a restart still holds after it. */
export interface KeyStore {
  /** The private key (ES256, with `kid`) of a purpose; made at the first call. */
  key(purpose: KeyPurpose): Promise<JWK>;
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

/** Keys that live as long as the process. */
export function memoryKeyStore(): KeyStore {
  const keys = new Map<KeyPurpose, Promise<JWK>>();
  return {
    key(purpose) {
      let key = keys.get(purpose);
      if (!key) keys.set(purpose, (key = makeKey()));
      return key;
    },
  };
}

/** Keys in a folder, a file per purpose, readable by the owner alone. Several processes may open it: the first one's key wins. */
export function fileKeyStore(folder: string): KeyStore {
  const keys = new Map<KeyPurpose, Promise<JWK>>();
  return {
    key(purpose) {
      let key = keys.get(purpose);
      if (!key) {
        key = keptKey(folder, join(folder, `${purpose}.jwk.json`));
        keys.set(purpose, key);
        // A folder that could not be read may be readable the next time.
        key.catch(() => keys.delete(purpose));
      }
      return key;
    },
  };
}

async function keptKey(folder: string, file: string): Promise<JWK> {
  const kept = await readKey(file);
  if (kept) return kept;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await makeKey()), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces another process' key.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  const made = await readKey(file);
  if (!made) throw new Error(`The key ${file} was removed while it was being made`);
  return made;
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
