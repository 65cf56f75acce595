import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Uuid } from '#contracts';
import type { KeyStore } from './key-store.js';
import { isOfKind, localKeys, type Milliseconds, signToken, TokenRefused, verifyToken } from './our-tokens.js';
import { kindOf, type PersonFinder } from './person-directory.js';
import type { Queryable } from './postgres-directory.js';
import type { RequestActor } from './request-actor.js';

/** How the directory names us as the issuer of a machine client that signs in with a secret of ours. */
export const OUR_CLIENTS = 'urn:dossier:machine-clients';

/** A machine's token holds ten minutes; it is looked up at every request whether the client was turned away meanwhile. */
export const MACHINE_TOKEN_MS = 10 * 60_000;

/** A secret as it may be shown: by its last characters. */
export interface ClientSecret {
  hint: string;
  /** Milliseconds since 1970. */
  madeAt: number;
  /** Of one that was replaced: until when it still opens. */
  endsAt?: number;
}

/** What is known of a machine client besides its name. */
export interface MachineClientRecord {
  person: Uuid;
  revokedAt?: number;
  /** When it last got a token here. */
  lastUsedAt?: number;
  /** Those that still open, the newest first. */
  secrets: ClientSecret[];
}

/** The record of a secret: the event that made it. */
export interface SecretRecorded {
  /** The event's: of one event there is one secret, however often it is asked for. */
  id: Uuid;
  /** The event's version in the client's stream. */
  version: number;
}

/** The secrets of machine clients, and which clients were turned away; kept by case-state, outside the log. */
export interface MachineClients {
  records(): Promise<Map<Uuid, MachineClientRecord>>;
  /**
   * A new secret, as the log has recorded it. Safe to ask for again, and in any order: which one is the newer is `made.version`'s to say.
   * @returns the secret, which is kept nowhere: 256 random bits, so that one round of a hash is enough. undefined when this one was made before
   */
  makeSecret(person: Uuid, made: SecretRecorded): Promise<string | undefined>;
  /** Turns a client away: its secrets and its tokens hold no more, the issuer's own ones included. Again changes nothing. */
  revoke(person: Uuid): Promise<void>;
  isRevoked(person: Uuid): Promise<boolean>;
  /** Whether the secret is one of the client's; noted as used. */
  opens(person: Uuid, secret: string): Promise<boolean>;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const newSecret = (): string => `dcs_${randomBytes(32).toString('base64url')}`;
const isOneOf = (secret: string, hashes: readonly Buffer[]): boolean =>
  // Each is compared, so that the time tells nothing.
  hashes.map((hash) => timingSafeEqual(hash, hashOf(secret))).includes(true);

/** Where no machine client is kept, none comes in. */
export const noMachineClients: MachineClients = {
  records: async () => new Map(),
  makeSecret: async () => {
    throw new Error('No machine client is kept here.');
  },
  revoke: async () => {
    throw new Error('No machine client is kept here.');
  },
  isRevoked: async () => false,
  opens: async () => false,
};

/** What the log says of a client. It has the last word: what was cut off before it reached these tables holds all the same. */
export interface ClientRecorded {
  client: Uuid;
  /** The secrets that were made in place of older ones, and until when those open, in milliseconds since 1970. */
  made: readonly (Pick<SecretRecorded, 'version'> & { olderEndAt: number })[];
  revoked: boolean;
}

/** Secrets of clients that still open. One ends when the record of a newer one says so. */
const OPEN = `
  select person, hash, hint, made_at, ends_at
    from (select person, id, hash, hint, made_at, version,
                 least(ends_at, (select to_timestamp(min(older_end_at) / 1000)
                                   from unnest($2::uuid[], $3::int[], $4::float8[]) newer(client, version, older_end_at)
                                  where newer.client = secret.person and newer.version > secret.version)) as ends_at
            from directory.client_secrets secret where person = any($1)) as secrets
   where ends_at is null or ends_at > now() order by version desc, made_at desc, id`;

/**
 * Clients in the schema `directory` of case-state's database (`migrateDirectory`).
 * @param recorded asked of the log at each question: a secret that was to end ends, whether or not the new one was ever made
 */
export function postgresMachineClients(
  database: Queryable,
  recorded: (clients: readonly Uuid[]) => Promise<ClientRecorded[]>,
): MachineClients {
  const at = (value: unknown): number | undefined => (value instanceof Date ? value.getTime() : undefined);
  /** Of several clients at once; of one that was turned away there is none. */
  const open = async (clients: readonly Uuid[]): Promise<Record<string, unknown>[]> => {
    const standing = (await recorded(clients)).filter(({ revoked }) => !revoked);
    const newer = standing.flatMap(({ client, made }) => made.map((one) => ({ client, ...one })));
    const { rows } = await database.query(OPEN, [
      standing.map(({ client }) => client),
      newer.map(({ client }) => client),
      newer.map(({ version }) => version),
      newer.map(({ olderEndAt }) => olderEndAt),
    ]);
    return rows;
  };
  return {
    async records() {
      const { rows } = await database.query('select person, revoked_at, last_used_at from directory.machine_clients');
      const secrets = new Map<Uuid, ClientSecret[]>();
      for (const { person, hint, made_at, ends_at } of await open(rows.map(({ person }) => person as Uuid))) {
        const endsAt = at(ends_at);
        const secret = { hint: hint as string, madeAt: at(made_at) ?? 0, ...(endsAt !== undefined && { endsAt }) };
        secrets.set(person as Uuid, [...(secrets.get(person as Uuid) ?? []), secret]);
      }
      return new Map(
        rows.map(({ person, revoked_at, last_used_at }) => {
          const [revokedAt, lastUsedAt] = [at(revoked_at), at(last_used_at)];
          const record: MachineClientRecord = {
            person: person as Uuid,
            ...(revokedAt !== undefined && { revokedAt }),
            ...(lastUsedAt !== undefined && { lastUsedAt }),
            secrets: secrets.get(person as Uuid) ?? [],
          };
          return [record.person, record];
        }),
      );
    },
    async makeSecret(person, { id, version }) {
      const secret = newSecret();
      const { rows } = await database.query(
        `with client as (
           insert into directory.machine_clients (person) values ($1) on conflict do nothing
         )
         insert into directory.client_secrets (id, person, hash, hint, version)
         values ($2, $1, $3, $4, $5)
         on conflict (id) do nothing
         returning id`,
        [person, id, hashOf(secret), secret.slice(-4), version],
      );
      return rows.length > 0 ? secret : undefined;
    },
    async revoke(person) {
      await database.query(
        `with ended as (
           update directory.client_secrets set ends_at = now() where person = $1 and (ends_at is null or ends_at > now())
         )
         insert into directory.machine_clients (person, revoked_at) values ($1, now())
         on conflict (person) do update set revoked_at = coalesce(machine_clients.revoked_at, now())`,
        [person],
      );
    },
    isRevoked: async (person) => (await recorded([person])).some(({ revoked }) => revoked),
    async opens(person, secret) {
      const rows = await open([person]);
      const opened = isOneOf(
        secret,
        rows.map(({ hash }) => hash as Buffer),
      );
      if (!opened) return false;
      await database.query('update directory.machine_clients set last_used_at = now() where person = $1', [person]);
      return true;
    },
  };
}

/** Gives machine clients tokens for their secrets (RFC 6749 §4.4), and reads those tokens. */
export interface MachineTokens {
  /** @returns undefined when there is no such client, or the secret is not its own */
  tokenFor(client: string, secret: string): Promise<{ token: string; expiresInSeconds: number } | undefined>;
  /** @throws TokenRefused */
  read(token: string): Promise<RequestActor>;
}

export const isMachineToken = (token: string): boolean => isOfKind(token, 'machine');

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function machineTokens(
  store: KeyStore,
  directory: PersonFinder,
  clients: MachineClients,
  now: Milliseconds = Date.now,
): MachineTokens {
  const keys = localKeys(store, 'session');
  const machine = async (id: Uuid) => {
    const person = await directory.get(id);
    return person?.issuer === OUR_CLIENTS && kindOf(person.roles) === 'machine' ? person : undefined;
  };
  return {
    async tokenFor(client, secret) {
      if (!UUID.test(client) || !(await clients.opens(client, secret)) || !(await machine(client))) return undefined;
      const expiresAt = now() + MACHINE_TOKEN_MS;
      const token = await signToken(store, 'session', 'machine', { subject: client, claims: {}, expiresAt }, now);
      return { token, expiresInSeconds: MACHINE_TOKEN_MS / 1000 };
    },
    async read(token) {
      const { sub, exp } = await verifyToken(keys, 'machine', token, now);
      const person = await machine(sub);
      if (!person || (await clients.isRevoked(sub)))
        throw new TokenRefused('the client was turned away', { ordinary: true });
      return {
        person: sub,
        kind: 'machine',
        roles: person.roles,
        displayName: person.name,
        expiresAt: exp * 1000,
      };
    },
  };
}
