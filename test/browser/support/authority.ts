import type { CaseView, PersonalLink, RfiView, StepView } from '#contracts';
import { addDays, type Day } from '#legal-clock';
import type { z } from 'zod';
import type { Matter } from '../../flow/support/matter.js';
import { Doors, type Person } from '../../flow/support/person.js';
import { startProduct, type Product } from '../../flow/support/product.js';

type Who = keyof Matter['people'];

/** An installation without seeds in which the people of a matter work: what the others do goes through the doors, not the screen. */
export interface Authority {
  product: Product;
  administrator: Person;
  ids: Record<Who, string>;
  as(who: Who): Promise<Person>;
  /** Lets days pass, to the morning of a day. */
  dayComes(day: Day): Promise<void>;
  stop(): Promise<void>;
}

const roles = {
  manager: ['case-manager'],
  handler: ['case-handler'],
  head: ['head-of-unit'],
  registry: ['registry'],
  outsider: ['case-handler'],
} as const;

export async function foundAuthority(matter: Matter): Promise<Authority> {
  const product = await startProduct({
    DOSSIER_SEED: 'none',
    DOSSIER_DEMONSTRATION: `${addDays(matter.screening.openedOn, -7)}T06:00:00.000Z`,
    DOSSIER_WEBHOOK_ALLOW: '127.0.0.0/8',
  });
  const doors = new Doors(product.url);
  const administrator = doors.as({ Authorization: `Bearer ${await product.administrator()}` });
  for (const procedure of matter.procedures) await administrator.post('/api/case-state/procedures', procedure);
  const ids = {} as Record<Who, string>;
  for (const who of Object.keys(roles) as Who[]) {
    const added = await administrator.post('/api/case-state/people', {
      name: matter.people[who],
      email: `${who}@authority.example`,
      roles: roles[who],
      invented: true,
    });
    ids[who] = added.body.id;
  }
  return {
    product,
    administrator,
    ids,
    as: async (who) => doors.as({ Authorization: `Bearer ${await product.token(ids[who])}` }),
    async dayComes(day) {
      for (const service of ['intake', 'case-state', 'notifications'])
        await administrator.post(`/api/${service}/clock`, { to: `${day}T07:00:00.000Z` });
    },
    stop: () => product.stop(),
  };
}

export const caseOf = (person: Person, id: string): Promise<z.infer<typeof CaseView>> =>
  person.get(`/api/case-state/cases/${id}`);

export function stepOf(view: z.infer<typeof CaseView>, id: string): z.infer<typeof StepView> {
  const found = view.steps.find((one) => one.id === id);
  if (!found) throw new Error(`${view.summary.procedure.id} has no step ${id}`);
  return found;
}

/** Prepares the matter's request in a case, complete, ready to be issued. @returns its id */
export async function prepareRequest(
  handler: Person,
  caseId: string,
  { provenance, request }: Matter,
  questionnaire = request.questionnaire,
): Promise<string> {
  const published = await handler.post('/api/intake/questionnaires', { content: questionnaire, provenance });
  const { kind, subject, purpose, limit, addressees } = request;
  const prepared = await handler.post('/api/intake/rfis', { caseId, draft: { subject, provenance } });
  const { rules } = await handler.get<z.infer<typeof RfiView>>(`/api/intake/rfis/${prepared.body.id}`);
  const rule = rules.find((one) => one.kind === kind);
  if (!rule) throw new Error(`The rules know no request of the kind ${kind}.`);
  await handler.put(`/api/intake/rfis/${prepared.body.id}/draft`, {
    draft: {
      kind,
      subject,
      purpose,
      basis: rule.basis,
      notices: rule.notices.map((notice) => notice.id),
      questionnaire: { id: published.body.id, version: 1 },
      limit,
      addressees,
      provenance,
    },
  });
  return prepared.body.id;
}

/** The personal link of an addressee's contact. */
export async function personalLink(manager: Person, rfi: string, addressee: string): Promise<string> {
  const { link } = await manager.get<z.infer<typeof PersonalLink>>(
    `/api/intake/rfis/${rfi}/addressees/${addressee}/link`,
  );
  return link;
}

/** Somebody who answers by the link, at the doors. */
export async function enterByLink(product: Product, link: string): Promise<Person> {
  const session = await fetch(`${product.url}/api/intake/respondent/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: product.url },
    body: JSON.stringify({ token: link.slice(link.lastIndexOf('/') + 1) }),
  });
  if (!session.ok) throw new Error(`The link opens nothing: ${session.status}`);
  const cookies = session.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return new Doors(product.url).as({ Cookie: cookies.join('; '), Origin: product.url });
}
