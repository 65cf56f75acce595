import { readFileSync } from 'node:fs';
import type { Moment } from '#contracts';
import type { KafkaSettings } from '#event-feed';
import type { Rates } from '../http/rate-limits.js';
import { isLoopbackAddress } from '../identity/demo-issuer/loopback.js';
import { nearestName } from './nearest-name.js';
import { SERVICES, type Service } from './services.js';
import { fileOf, type LogLevel, VARIABLES, variablePart } from './variables.js';

/** What an installation is told from outside. Read once, at the start. */
export interface Settings {
  port: number;
  host: string;
  /** Without a slash at the end. Undefined: `http://localhost:<the port that was taken>`. */
  publicUrl?: string;
  data: string;
  seed: 'story' | 'none';
  /** Where the clock of a new demonstration log starts; undefined: a new log is a real one. */
  demonstration?: Moment;
  timeZone: string;
  log: LogLevel;
  /** CIDR ranges or single addresses, beyond the public ones. Undefined when not set: the demonstration then sets its own. */
  webhookAllow?: string[];
  /** CIDR ranges or single addresses of the proxies whose `X-Forwarded-For` is believed. */
  trustProxy: string[];
  /** How mail to respondents leaves; both or neither. */
  mail: { server?: string; from?: string };
  /** How long a key of ours signs, in milliseconds; undefined: ninety days. */
  keyLifeMs?: number;
  /** Files (PEM) of TLS between the parts: certificate and key come together. */
  tls: { certificate?: string; key?: string; ca?: string };
  /** Tries a minute from one address; what is not set goes by the default. */
  rates: Partial<Rates>;
  /** Seconds; undefined: ten. */
  accessSilence?: number;
  oidc: { /** Undefined: the embedded demo issuer. */ issuer?: string; clientId: string; clientSecret?: string };
  /** Undefined: the events are fed in process. */
  kafka?: KafkaSettings;
  /** The databases of the services that do not live on the embedded PostgreSQL. */
  databases: Partial<Record<Service, { service: string; owner: string }>>;
  /** Where the services that run elsewhere are reached; without a slash at the end. */
  services: Partial<Record<Service, string>>;
  /** Where the gateway finds the instances of each service; without a slash at the end. */
  instances: Partial<Record<Service, string[]>>;
  demoIssuer: {
    /** CIDR ranges or single addresses that it answers besides loopback. */
    allow: string[];
    /** Where the gateway finds it; undefined: at case-state. */
    url?: string;
  };
}

/** What is wrong with one variable. */
export interface SettingProblem {
  name: string;
  message: string;
}

/** The settings do not hold; the message names every variable that is wrong. A service that gets this does not start. */
export class SettingsRefused extends Error {
  readonly code = 'SettingsRefused';
  constructor(readonly problems: SettingProblem[]) {
    super(`The settings are refused:\n${problems.map(({ name, message }) => `  ${name}: ${message}`).join('\n')}`);
    this.name = 'SettingsRefused';
  }
}

/**
 * Reads the settings from an environment (usually `process.env`), and secrets from the files that it names. An empty value counts as absent.
 * @throws SettingsRefused naming every wrong or unknown variable, with the nearest known name
 */
export function readSettings(outside: Record<string, string | undefined>): Settings {
  const problems: SettingProblem[] = [];
  const { environment, files } = withSecretsOfFiles(outside, problems);
  // These say already what was set, and where the files are.
  const ofFiles = problems.length;
  const given = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const read = new Map<string, unknown>();

  for (const [name, text] of given) {
    const variable = VARIABLES.find((known) => known.name === name);
    if (variable) {
      const parsed = variable.schema.safeParse(text);
      if (parsed.success) read.set(name, parsed.data);
      else problems.push({ name, message: `must be ${parsed.error.issues.map((issue) => issue.message).join('; ')}` });
    } else if (name.startsWith('DOSSIER_')) {
      const nearest = nearestName(
        name,
        VARIABLES.map((known) => known.name),
      );
      problems.push({ name, message: `is not a setting${nearest ? `; did you mean ${nearest}?` : ''}` });
    }
  }

  const value = <T>(name: string): T | undefined => read.get(name) as T | undefined;
  const address = (name: string): string | undefined => value<string>(name)?.replace(/\/+$/, '');

  const databases: Settings['databases'] = {};
  const services: Settings['services'] = {};
  const instances: Settings['instances'] = {};
  for (const service of SERVICES) {
    const names = {
      service: `DOSSIER_${variablePart(service)}_DATABASE_URL`,
      owner: `DOSSIER_${variablePart(service)}_OWNER_URL`,
    };
    const urls = { service: value<string>(names.service), owner: value<string>(names.owner) };
    if (urls.service && urls.owner) databases[service] = { service: urls.service, owner: urls.owner };
    else if (environment[names.service] && !environment[names.owner])
      problems.push({ name: names.owner, message: `is missing: it comes together with ${names.service}` });
    else if (environment[names.owner] && !environment[names.service])
      problems.push({ name: names.service, message: `is missing: it comes together with ${names.owner}` });
    const url = address(`DOSSIER_${variablePart(service)}_URL`);
    if (url) services[service] = url;
    const several = value<string[]>(`DOSSIER_${variablePart(service)}_INSTANCES`) ?? (url ? [url] : []);
    if (several.length > 0) instances[service] = several.map((one) => one.replace(/\/+$/, ''));
  }
  if (environment['DOSSIER_TLS_CA'])
    for (const name of [
      ...SERVICES.flatMap((service) => ['URL', 'INSTANCES'].map((kind) => `DOSSIER_${variablePart(service)}_${kind}`)),
      'DOSSIER_DEMO_ISSUER_URL',
    ])
      for (const one of [value<string | string[]>(name) ?? []].flat())
        if (one.startsWith('http:') && !isLoopbackAddress(new URL(one).hostname))
          problems.push({
            name,
            message: `${one} must start with https:// where DOSSIER_TLS_CA is set, unless it is on this machine`,
          });
  const issuer = value<string>('OIDC_ISSUER');
  if (issuer?.startsWith('http:') && !isLoopbackAddress(new URL(issuer).hostname)) {
    // The demonstration's own, as a service that runs alone is told of it.
    const own = `${address('DOSSIER_PUBLIC_URL') ?? ''}/oidc`;
    if (issuer !== own)
      problems.push({ name: 'OIDC_ISSUER', message: 'must start with https:// unless the issuer is on this machine' });
  }
  const clientSecret = value<string>('DOSSIER_OIDC_CLIENT_SECRET');
  for (const name of ['DOSSIER_OIDC_CLIENT_ID', 'DOSSIER_OIDC_CLIENT_SECRET'])
    if (environment[name] && !environment['OIDC_ISSUER'])
      problems.push({ name, message: 'has no meaning without OIDC_ISSUER' });

  const [mailServer, mailFrom] = [value<string>('DOSSIER_MAIL_SERVER'), value<string>('DOSSIER_MAIL_FROM')];
  for (const [name, other] of [
    ['DOSSIER_MAIL_SERVER', 'DOSSIER_MAIL_FROM'],
    ['DOSSIER_MAIL_FROM', 'DOSSIER_MAIL_SERVER'],
    ['DOSSIER_TLS_CERTIFICATE', 'DOSSIER_TLS_KEY'],
    ['DOSSIER_TLS_KEY', 'DOSSIER_TLS_CERTIFICATE'],
  ] as const)
    if (environment[name] && !environment[other])
      problems.push({ name: other, message: `is missing: it comes together with ${name}` });

  const kafka = kafkaOf(value, (name) => Boolean(environment[name]), problems);

  if (problems.length > 0)
    throw new SettingsRefused(problems.map((problem, at) => (at < ofFiles ? problem : asItWasSet(problem, files))));

  const publicUrl = address('DOSSIER_PUBLIC_URL');
  const demonstration = value<Moment>('DOSSIER_DEMONSTRATION');
  const demoIssuerUrl = address('DOSSIER_DEMO_ISSUER_URL');
  const [signInRate, linkRate] = [value<number>('DOSSIER_SIGN_IN_RATE'), value<number>('DOSSIER_LINK_RATE')];
  const [certificate, key, ca] = ['CERTIFICATE', 'KEY', 'CA'].map((part) => value<string>(`DOSSIER_TLS_${part}`));
  const keyDays = value<number>('DOSSIER_KEY_DAYS');
  const webhookAllow = value<string[]>('DOSSIER_WEBHOOK_ALLOW');
  const accessSilence = value<number>('DOSSIER_ACCESS_SILENCE');
  return {
    port: value<number>('DOSSIER_PORT') ?? 4000,
    host: value<string>('DOSSIER_HOST') ?? '127.0.0.1',
    ...(publicUrl && { publicUrl }),
    data: value<string>('DOSSIER_DATA') ?? '.dossier/',
    seed: value<Settings['seed']>('DOSSIER_SEED') ?? 'story',
    ...(demonstration && { demonstration }),
    timeZone: value<string>('DOSSIER_TIME_ZONE') ?? 'Europe/Brussels',
    log: value<LogLevel>('DOSSIER_LOG') ?? 'info',
    ...(webhookAllow && { webhookAllow }),
    trustProxy: value<string[]>('DOSSIER_TRUST_PROXY') ?? [],
    ...(keyDays !== undefined && { keyLifeMs: keyDays * 24 * 3_600_000 }),
    tls: {
      ...(certificate !== undefined && { certificate }),
      ...(key !== undefined && { key }),
      ...(ca !== undefined && { ca }),
    },
    mail: { ...(mailServer && mailFrom && { server: mailServer, from: mailFrom }) },
    rates: {
      ...(signInRate !== undefined && { signIn: signInRate }),
      ...(linkRate !== undefined && { link: linkRate }),
    },
    ...(accessSilence !== undefined && { accessSilence }),
    oidc: {
      clientId: value<string>('DOSSIER_OIDC_CLIENT_ID') ?? 'dossier',
      ...(issuer && { issuer }),
      ...(clientSecret && { clientSecret }),
    },
    ...(kafka && { kafka }),
    databases,
    services,
    instances,
    demoIssuer: { allow: value<string[]>('DOSSIER_DEMO_ALLOW') ?? [], ...(demoIssuerUrl && { url: demoIssuerUrl }) },
  };
}

/** The environment with what its files hold in their place; and which variable was read from which. What they hold is never told. */
function withSecretsOfFiles(
  outside: Record<string, string | undefined>,
  problems: SettingProblem[],
): { environment: Record<string, string | undefined>; files: ReadonlyMap<string, string> } {
  const environment = { ...outside };
  const files = new Map<string, string>();
  for (const variable of VARIABLES) {
    const name = fileOf(variable);
    const file = environment[name];
    if (!variable.secret || !file) continue;
    delete environment[name];
    if (environment[variable.name]) {
      problems.push({ name, message: `stands in the place of ${variable.name}: set one of the two` });
      continue;
    }
    files.set(variable.name, name);
    try {
      // Editors end a file with a line break; no secret ends with one.
      environment[variable.name] = readFileSync(file, 'utf8').replace(/^\uFEFF|(\r?\n)+$/g, '');
      if (!environment[variable.name]) problems.push({ name, message: `${file} is empty` });
    } catch (error) {
      problems.push({ name, message: `${file} cannot be read (${(error as NodeJS.ErrnoException).code})` });
    }
  }
  return { environment, files };
}

/** What came from a file is called by the variable that names the file: that one was set. */
function asItWasSet({ name, message }: SettingProblem, files: ReadonlyMap<string, string>): SettingProblem {
  const called = (text: string): string => text.replace(/\b[A-Z][A-Z_]+\b/g, (word) => files.get(word) ?? word);
  return { name: called(name), message: called(message) };
}

/** The settings of Kafka, which mean something together only. */
function kafkaOf(
  value: <T>(name: string) => T | undefined,
  given: (name: string) => boolean,
  problems: SettingProblem[],
): KafkaSettings | undefined {
  const part = (name: string): string => `DOSSIER_KAFKA_${name}`;
  const needs = (name: string, other: string): void => {
    if (given(part(name)) && !given(other))
      problems.push({ name: part(name), message: `has no meaning without ${other}` });
  };
  for (const name of ['USERNAME', 'PASSWORD', 'MECHANISM', 'TLS', 'CA']) needs(name, 'KAFKA_BROKERS');
  needs('USERNAME', part('PASSWORD'));
  needs('PASSWORD', part('USERNAME'));
  needs('MECHANISM', part('USERNAME'));
  const tls = value<'on' | 'off'>(part('TLS')) === 'on';
  if (given(part('CA')) && !tls)
    problems.push({ name: part('CA'), message: `has no meaning without ${part('TLS')}=on` });
  const brokers = value<string[]>('KAFKA_BROKERS');
  if (!brokers) return undefined;
  const [username, password] = [value<string>(part('USERNAME')), value<string>(part('PASSWORD'))];
  const ca = value<string>(part('CA'));
  return {
    brokers,
    ...(username &&
      password && {
        sasl: {
          mechanism: value<'scram-sha-256' | 'scram-sha-512'>(part('MECHANISM')) ?? 'scram-sha-512',
          username,
          password,
        },
      }),
    ...(tls && { tls: ca === undefined ? {} : { ca } }),
  };
}
