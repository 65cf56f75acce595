import type { SignInOptions } from '#contracts';
import type { z } from 'zod';
import type { Settings } from '#service-kit';
import type { DataFolder } from '../installation/data-folder.js';
import { columns } from '../output.js';
import type { Product } from './product.js';

/** What is printed once everything is there: an address for each kind of user, the clock, and how to stop. */
export async function greeting(product: Product, settings: Settings, folder: DataFolder): Promise<string[]> {
  const { url, filled } = product;
  const rows = [
    ['Officers', url],
    ...(await outside(product)),
    ['API', `${url}/api/case-state/docs  (and intake, notifications)`],
    ['Clock', await clockLine(product)],
    ['Data', folder.root],
    ['Log', folder.log],
  ];
  return [
    '',
    `Dossier is ready.${filled.what === 'story' ? ` The story was told in ${(filled.milliseconds / 1000).toFixed(1)} s: ${filled.sent.commands} commands.` : ''}`,
    ...(filled.what === 'not-ours' ? ['The databases were in use before: no story is told into them.'] : []),
    ...(settings.publicUrl === undefined && settings.host !== '127.0.0.1' ? [`It listens on ${settings.host}.`] : []),
    '',
    ...columns(rows).map((line) => `  ${line}`),
    '',
    'Ctrl-C stops it.',
  ];
}

/** In a demonstration: who is not an officer at a desk, with the address that leads straight in. */
async function outside({ url, local, identity, directory }: Product): Promise<string[][]> {
  if (identity.mode !== 'demo') return [];
  const options = (await (await fetch(`${local}/api/case-state/sign-in/options`)).json()) as z.infer<
    typeof SignInOptions
  >;
  const respondent = options.outside?.[0];
  const persons = await directory.list();
  const signIn = (role: string, title: string, back: string, more = ''): string[][] => {
    const person = persons.find(({ roles }) => roles.includes(role));
    return person
      ? [[title, `${url}/api/case-state/sign-in?as=${person.id}&return=${back}  (${person.name}${more})`]]
      : [];
  };
  return [
    ...(respondent
      ? [['Respondent', `${new URL(respondent.link, url).href}  (${respondent.name}, ${respondent.organisation})`]]
      : []),
    ...signIn('auditor', 'Auditor', '/'),
    // The story follows nothing by webhook: deliveries to nobody would be made up.
    ...signIn('case-manager', 'Subscriber', '/webhooks', '; add the address of a receiver there'),
    ...signIn('administrator', 'Administrator', '/'),
  ];
}

async function clockLine({ installation }: Product): Promise<string> {
  const { clock } = installation.runtimes['case-state'];
  const now = new Intl.DateTimeFormat('en-GB', {
    timeZone: clock.timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(await clock.now()));
  return `${now}, ${clock.timeZone}${clock.origin === 'demonstration' ? ' (demonstration clock)' : ''}`;
}
