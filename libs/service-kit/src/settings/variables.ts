import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { Moment } from '#contracts';
import { SERVICES } from './services.js';

/** One environment variable: its shape and what it is for. The README's table is rendered from these lines. */
export interface Variable {
  name: string;
  /** What the variable does, for whoever runs the product. One sentence or two. */
  explanation: string;
  /** How the default reads in the table. */
  fallback: string;
  schema: z.ZodType;
  /** A secret, or an address that holds one: a file may be named in its place (`fileOf`). */
  secret?: true;
}

/** Names the file that holds the value, as orchestrators hand secrets over: environments are inherited and shown, files have a mode. */
export const fileOf = ({ name }: Pick<Variable, 'name'>): string => `${name}_FILE`;

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port number, 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65535, 'a port number, 0 to 65535');

const host = z
  .string()
  .regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'a host name or an IP address')
  .refine(
    (value) => !value.includes(':') || ipaddr.IPv6.isValid(value),
    'a host name or an IP address, without a port',
  );

const webAddress = z.url({ protocol: /^https?$/, error: 'an address that starts with http:// or https://' });

/** Scheme, host and port: what a page's address begins with (RFC 6454). Anything more would stand in the middle of every address that is made of it. */
const origin = webAddress.regex(
  /^https?:\/\/[^/?#@\\]+\/?$/i,
  'an address of scheme, host and port alone, such as https://dossier.example.org: no name and password, path, query or fragment',
);

/** What the gateway speaks inside the installation; browsers reach it as `DOSSIER_PUBLIC_URL` says. */
const instanceAddress = z.url({ protocol: /^https?$/, error: 'addresses that start with http:// or https://' });

/** Values separated by commas. */
const listOf = (one: z.ZodType<string, string>) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(one));

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'an address that starts with postgres://' });

/** `broker-1:9092,broker-2:9092` */
const brokerList = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((broker) => broker.trim())
      .filter(Boolean),
  )
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253}):\d{1,5}$/, 'brokers such as kafka-1:9092,kafka-2:9092'),
      )
      .min(1, 'brokers such as kafka-1:9092,kafka-2:9092'),
  );

/** `10.0.0.0/8`, or one address. An address stands for itself alone. */
const addressRange = z
  .string()
  .refine(
    (value) => ipaddr.isValid(value) || (value.includes('/') && ipaddr.isValidCIDR(value)),
    'address ranges such as 127.0.0.0/8, or single addresses',
  );

const rate = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'a number of tries a minute, 1 to 999999')
  .transform(Number);

const timeZone = z.string().refine((value) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}, 'an IANA time zone such as Europe/Brussels');

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `case-state` → `CASE_STATE`, as it stands in the name of a variable. */
export const variablePart = (service: string): string => service.toUpperCase().replaceAll('-', '_');

/**
 * Every `DOSSIER_*` variable there is, `KAFKA_BROKERS` and `OIDC_ISSUER`. A variable that is not in this list is refused, so that a slip of
 * the pen is found at the start and not in production.
 */
export const VARIABLES: readonly Variable[] = [
  {
    name: 'DOSSIER_PORT',
    explanation: 'The port to listen on. 0 takes any free one.',
    fallback: '4000',
    schema: port,
  },
  {
    name: 'DOSSIER_HOST',
    explanation: 'The address to listen on. The demo issuer starts on loopback addresses only.',
    fallback: '127.0.0.1',
    schema: host,
  },
  {
    name: 'DOSSIER_PUBLIC_URL',
    explanation: 'The address under which browsers reach the product. With https, cookies are marked Secure.',
    fallback: '`http://localhost:<port>`',
    schema: origin,
  },
  {
    name: 'DOSSIER_DATA',
    explanation: 'The folder of the embedded database and of the keys that sign sessions.',
    fallback: '`.dossier/`',
    schema: z.string().min(1, 'a folder'),
  },
  {
    name: 'DOSSIER_SEED',
    explanation: 'What a new data folder is filled with: `story` or `none`.',
    fallback: '`story`',
    schema: z.enum(['story', 'none'], { error: '`story` or `none`' }),
  },
  {
    name: 'DOSSIER_DEMONSTRATION',
    explanation:
      'A moment (RFC 3339, UTC, milliseconds). A new log becomes a demonstration whose clock starts there, for ever; an existing log stays what it is.',
    fallback: 'a real log',
    schema: z.custom<Moment>((value) => Moment.safeParse(value).success, 'a moment such as 2024-08-06T12:30:00.000Z'),
  },
  {
    name: 'DOSSIER_TIME_ZONE',
    explanation: 'The time zone of the seat of the authority; days begin and end there.',
    fallback: '`Europe/Brussels`',
    schema: timeZone,
  },
  {
    name: 'DOSSIER_LOG',
    explanation: `How much is logged: ${LOG_LEVELS.map((level) => `\`${level}\``).join(', ')}.`,
    fallback: '`info`',
    schema: z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` }),
  },
  {
    name: 'DOSSIER_WEBHOOK_ALLOW',
    explanation: 'Address ranges, separated by commas, that webhooks may reach besides public ones.',
    fallback: 'none; the demonstration sets loopback',
    schema: listOf(addressRange),
  },
  {
    name: 'DOSSIER_TRUST_PROXY',
    explanation:
      'Address ranges, separated by commas, of reverse proxies: what they say in `X-Forwarded-For` is taken for the address of a request. Rates are counted by it.',
    fallback: 'none: the address of the connection counts',
    schema: listOf(addressRange),
  },
  {
    name: 'DOSSIER_SIGN_IN_RATE',
    explanation: 'Sign-ins a minute that are taken from one address (of IPv6, one network of 64 bits).',
    fallback: '120',
    schema: rate,
  },
  {
    name: 'DOSSIER_LINK_RATE',
    explanation: 'Tries a minute of respondents’ personal links and codes that are taken from one address.',
    fallback: '120',
    schema: rate,
  },
  {
    name: 'DOSSIER_ACCESS_SILENCE',
    explanation:
      'Seconds without a word from case-state after which intake and notifications answer nothing that depends on who may see what, unless case-state answers them directly.',
    fallback: '10',
    schema: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, 'a number of seconds, 1 to 9999')
      .transform(Number),
  },
  {
    name: 'DOSSIER_MAIL_SERVER',
    explanation:
      'The mail server (`smtp://` or `smtps://`, with name and password where it wants them) that respondents’ links and codes are sent through. Comes together with the sender. Without it a reply cannot be submitted to a real log.',
    fallback: 'none; a demonstration keeps its mails and shows them at `/demo/mail`',
    schema: z.url({ protocol: /^smtps?$/, error: 'an address that starts with smtp:// or smtps://' }),
    secret: true,
  },
  {
    name: 'DOSSIER_MAIL_FROM',
    explanation: 'The address that mails to respondents come from.',
    fallback: 'none',
    schema: z.email('an e-mail address'),
  },
  {
    name: 'DOSSIER_DEMO_ALLOW',
    explanation:
      'Address ranges, separated by commas, that the demo issuer answers besides loopback: for containers whose one port is published on loopback only. It asks for no password.',
    fallback: 'none',
    schema: listOf(addressRange),
  },
  {
    name: 'DOSSIER_DEMO_ISSUER_URL',
    explanation: 'Where the gateway finds the demo issuer (`/oidc`).',
    fallback: 'the first instance of case-state',
    schema: webAddress,
  },
  {
    name: 'DOSSIER_TLS_CERTIFICATE',
    explanation:
      'File (PEM) with the certificate, and those between it and its authority, that a service alone, a relay or the gateway listens with. Comes together with the key. The three files are read at the start: restart after a renewal; in its last fourteen days the log says so at the start.',
    fallback: 'plain HTTP',
    schema: z.string().min(1, 'a file'),
  },
  {
    name: 'DOSSIER_TLS_KEY',
    explanation: 'File (PEM) with the private key of that certificate.',
    fallback: 'none',
    schema: z.string().min(1, 'a file'),
  },
  {
    name: 'DOSSIER_TLS_CA',
    explanation:
      'File (PEM) with the authority whose certificates the parts show each other: a service or the gateway that asks a part at an https:// address believes no other, and none is asked at an http:// address but on this machine.',
    fallback: 'the authorities that Node trusts',
    schema: z.string().min(1, 'a file'),
  },
  {
    name: 'DOSSIER_KEY_DAYS',
    explanation:
      'Days that a key of ours signs sessions, links and service tokens before another one takes its place. What it has signed holds to its own end.',
    fallback: '90',
    schema: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, 'a number of days, 1 to 9999')
      .transform(Number),
  },
  {
    name: 'DOSSIER_OIDC_CLIENT_ID',
    explanation: 'Our client id at the issuer named by `OIDC_ISSUER`.',
    fallback: '`dossier`',
    schema: z.string().min(1).max(255),
  },
  {
    name: 'DOSSIER_OIDC_CLIENT_SECRET',
    explanation: 'Our client secret at that issuer; absent for a public client (PKCE is used in either case).',
    fallback: 'none',
    schema: z.string().min(1).max(1024),
    secret: true,
  },
  ...SERVICES.flatMap((service): Variable[] => [
    {
      name: `DOSSIER_${variablePart(service)}_DATABASE_URL`,
      explanation: `The database of ${service}, as the role of the service. Comes together with the owner's address.`,
      fallback: 'embedded PostgreSQL',
      schema: databaseUrl,
      secret: true,
    },
    {
      name: `DOSSIER_${variablePart(service)}_OWNER_URL`,
      explanation: `The database of ${service}, as its owner: migrations only.`,
      fallback: 'embedded PostgreSQL',
      schema: databaseUrl,
      secret: true,
    },
    {
      name: `DOSSIER_${variablePart(service)}_URL`,
      explanation: `Where the other services reach ${service} when each runs alone.`,
      fallback: '`DOSSIER_PUBLIC_URL`',
      schema: webAddress,
    },
    {
      name: `DOSSIER_${variablePart(service)}_INSTANCES`,
      explanation: `Where the gateway finds the instances of ${service}, separated by commas.`,
      fallback: `\`DOSSIER_${variablePart(service)}_URL\``,
      schema: listOf(instanceAddress),
    },
  ]),
  {
    name: 'KAFKA_BROKERS',
    explanation: 'Addresses of Kafka brokers, separated by commas. The services then exchange their events over Kafka.',
    fallback: 'the events are fed in process',
    schema: brokerList,
  },
  {
    name: 'DOSSIER_KAFKA_USERNAME',
    explanation: 'Who we are at the brokers (SASL). Comes together with the password.',
    fallback: 'no sign-in at the brokers',
    schema: z.string().min(1).max(255),
  },
  {
    name: 'DOSSIER_KAFKA_PASSWORD',
    explanation: 'Our password at the brokers.',
    fallback: 'none',
    schema: z.string().min(1).max(1024),
    secret: true,
  },
  {
    name: 'DOSSIER_KAFKA_MECHANISM',
    explanation: 'How the password is proved to the brokers: `scram-sha-256` or `scram-sha-512` (RFC 5802).',
    fallback: '`scram-sha-512`',
    schema: z.enum(['scram-sha-256', 'scram-sha-512'], { error: '`scram-sha-256` or `scram-sha-512`' }),
  },
  {
    name: 'DOSSIER_KAFKA_TLS',
    explanation: 'Whether the brokers are spoken to over TLS: `on` or `off`.',
    fallback: '`off`',
    schema: z.enum(['on', 'off'], { error: '`on` or `off`' }),
  },
  {
    name: 'DOSSIER_KAFKA_CA',
    explanation: 'File (PEM) with the authority that signed the brokers’ certificates. With TLS only.',
    fallback: 'the authorities that Node trusts',
    schema: z.string().min(1, 'a file'),
  },
  {
    name: 'OIDC_ISSUER',
    explanation: 'The OpenID Connect issuer that people and machines sign in at.',
    fallback: 'the embedded demo issuer, on loopback only',
    schema: webAddress,
  },
];
