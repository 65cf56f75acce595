import type { DemoMails } from '#contracts';
import type { Answer, Options, Person } from './person.js';

/** Submits a reply as its contact does: with the code that comes by mail. What a demonstration would have sent it shows. */
export async function submitReply(
  person: Person,
  productUrl: string,
  email: string,
  options: Options = {},
): Promise<Answer<{ id: string; version: number; unchanged?: boolean }>> {
  await person.post('/api/intake/respondent/codes', undefined);
  const code = await codeSentTo(productUrl, email);
  return person.post('/api/intake/respondent/submission', { confirmed: true, code }, options);
}

/** The newest code that was sent to an address. */
export async function codeSentTo(productUrl: string, email: string): Promise<string> {
  const { items } = (await (await fetch(`${productUrl}/api/intake/demo-mail`)).json()) as DemoMails;
  const code = items
    .find(({ to, subject }) => to.endsWith(`<${email}>`) && /^\d{6} /.test(subject))
    ?.subject.slice(0, 6);
  if (code === undefined) throw new Error(`No code was sent to ${email}.`);
  return code;
}
