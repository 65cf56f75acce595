import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignInOptions } from '#contracts';
import { demoToken, readSettings } from '#service-kit';
import { dataFolder } from '../../../apps/dossier/src/installation/data-folder.js';
import { start } from '../../../apps/dossier/src/up/up.js';

/** Headers that say who it is. */
export type Credentials = Record<string, string>;

/** The whole product in this process, with its story, and everybody who could come to its doors. */
export interface ProductUnderAttack {
  url: string;
  options: SignInOptions;
  /** By role, and `nobody`, `forged`, `respondent`. */
  people: Record<string, Credentials>;
  /** The personal link's token of a respondent, by the name of the organisation. */
  linkOf(organisation: string): string;
  bearerOf(role: string): Promise<Credentials>;
  /** A respondent's session. */
  enter(linkToken: string): Promise<Credentials>;
  /** Lines of the process' log. */
  logged(): Record<string, unknown>[];
  logText(): string;
  stop(): Promise<void>;
}

export async function attackable(more: Record<string, string> = {}): Promise<ProductUnderAttack> {
  const data = mkdtempSync(join(tmpdir(), 'dossier-security-'));
  const settings = readSettings({
    DOSSIER_PORT: '0',
    DOSSIER_DATA: join(data, 'data'),
    DOSSIER_SEED: 'story',
    ...more,
  });
  const folder = dataFolder(settings.data);
  const product = await start(settings, folder).catch((error: unknown) => {
    rmSync(data, { recursive: true, force: true });
    throw error;
  });
  const { url } = product;
  const options = (await (await fetch(`${url}/api/case-state/sign-in/options`)).json()) as SignInOptions;

  const bearerOf = async (role: string): Promise<Credentials> => {
    const person = options.persons.find(({ roles }) => (roles as string[]).includes(role));
    if (!person) throw new Error(`The story has nobody in the role ${role}.`);
    return { Authorization: `Bearer ${(await demoToken(`${url}/oidc`, person.id)).token}` };
  };
  const linkOf = (organisation: string): string => {
    const link = options.outside.find((one) => one.organisation.includes(organisation))?.link;
    if (link === undefined) throw new Error(`The story asks nobody called ${organisation}.`);
    return link.slice(link.lastIndexOf('/') + 1);
  };
  const enter = async (token: string): Promise<Credentials> => {
    const session = await fetch(`${url}/api/intake/respondent/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ token }),
    });
    if (session.status !== 204) throw new Error(`The link opens nothing: ${session.status} ${await session.text()}`);
    return { Cookie: session.headers.getSetCookie()[0]?.split(';')[0] ?? '', Origin: url };
  };
  const logText = () => readFileSync(folder.log, 'utf8');

  return {
    url,
    options,
    linkOf,
    bearerOf,
    enter,
    people: {
      nobody: {},
      forged: { Authorization: `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.` },
      'case-handler': await bearerOf('case-handler'),
      'case-manager': await bearerOf('case-manager'),
      'head-of-unit': await bearerOf('head-of-unit'),
      registry: await bearerOf('registry'),
      auditor: await bearerOf('auditor'),
      administrator: await bearerOf('administrator'),
    },
    logText,
    logged: () =>
      logText()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async stop() {
      await product.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
