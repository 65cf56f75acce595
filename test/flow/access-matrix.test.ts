import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { groundOf, type Known, type Right } from '#service-kit';
import { eventually } from '#testing';
import { randomUUID } from 'node:crypto';
import { Doors, type Person } from './support/person.js';
import { startProduct, type Product } from './support/product.js';
import { receiver, type Receiver } from './support/receiver.js';
import { submitReply } from './support/submit.js';
import {
  CASEWORK,
  KEEPERS,
  onTeam,
  REVIEWERS,
  ROLES,
  STANDINGS,
  WAYS_OUT,
  type Somebody,
  type WayOut,
} from './support/ways-out.js';

jest.setTimeout(600_000);

/** Words that stand in every text of the inquiry, and in its lead: what must not get out. */
const [SECRET, LEAD] = ['Quillfeather', 'Ostrichmark'];
/** What the one reply says that is restricted to named people. */
const KEPT = 'Emberwick';
const REASON = 'It is asked of me';
/** Why walls stand and a reply is restricted, and why access was taken. */
const [WHY, TAKEN] = ['Thornapple', 'Hornbeam'];
const SERVICES = ['intake', 'case-state', 'notifications'] as const;
/** Requests under way at once. */
const AT_ONCE = 48;

interface Asker extends Somebody {
  id: string;
  token: string;
  person: Person;
}

/**
 * Every route and stream that the three descriptions name, asked by everybody for real, and compared with the decision. The routes come from the
 * descriptions, the people from the roles and the standings: neither is written out, and a route that nobody has classified fails.
 */
describe('the access matrix', () => {
  let product: Product;
  let hook: Receiver;
  let doors: Doors;
  let administrator: Person;
  let manager: Person;
  const askers: Asker[] = [];
  const made: Record<string, string> = {};
  const control: Record<string, string> = {};
  let secrets: string[] = [];

  const opens = async (number: string, title: string, leadId?: string): Promise<string> => {
    const team = [{ person: made['manager'], role: 'case-manager', conflict: 'none' }];
    const body = { number, title: { en: title }, team, ...(leadId && { leadId }) };
    return (await manager.post('/api/case-state/inquiries', body)).body.id;
  };
  const opensCase = async (inquiry: string, number: string, title: string): Promise<string> =>
    (
      await manager.post(`/api/case-state/inquiries/${inquiry}/cases`, {
        procedure: 'eu-antitrust',
        number,
        title: { en: title },
      })
    ).body.id;
  const adds = async (name: string, role: string): Promise<string> =>
    (
      await administrator.post('/api/case-state/people', {
        name,
        email: `${name}@authority.example`,
        roles: [role],
        invented: true,
      })
    ).body.id;

  beforeAll(async () => {
    product = await startProduct({
      DOSSIER_SEED: 'none',
      DOSSIER_DEMONSTRATION: '2024-06-03T06:00:00.000Z',
      DOSSIER_WEBHOOK_ALLOW: '127.0.0.0/8',
      // Everybody knocks from one address here.
      DOSSIER_SIGN_IN_RATE: '999999',
      DOSSIER_LINK_RATE: '999999',
    });
    doors = new Doors(product.url);
    hook = await receiver();
    administrator = doors.as({ Authorization: `Bearer ${await product.administrator()}` });
    made['manager'] = await adds('manager', 'case-manager');
    manager = doors.as({ Authorization: `Bearer ${await product.token(made['manager'])}` });

    await theInquiry();
    const people = await Promise.all(
      STANDINGS.flatMap((standing) =>
        ROLES.map(async (role) => {
          const id = await adds(`${role}-${standing}`, role);
          return { id, role, standing, token: await product.token(id) };
        }),
      ),
    );
    // One after the other: they are acts on one inquiry.
    for (const { id, role, standing, token } of people) {
      const person = doors.as({ Authorization: `Bearer ${token}` });
      askers.push({ id, role, standing, token, person, sees: await stands(id, role, standing) });
    }
    // First to others of the team, who are named no more.
    const naming = (who: string) => ({
      people: askers.filter(({ standing }) => standing === who).map(({ id }) => id),
      reason: WHY,
    });
    const at = `/api/case-state/inquiries/${made['inquiry']}`;
    await manager.post(`${at}/restrictions`, { reply: made['kept'], ...naming('team') });
    const { restrictions } = await manager.get<{ restrictions: { id: string }[] }>(`${at}/access`);
    await manager.post(`${at}/restrictions/${restrictions[0]?.id}/change`, naming('named'));
    // What was granted to the end of the first day has ended.
    for (const service of SERVICES)
      await administrator.post(`/api/${service}/clock`, { to: '2024-06-04T07:00:00.000Z' });
    for (const { standing, role, person } of askers)
      if (standing === 'taken' && CASEWORK.includes(role))
        await person.post('/api/case-state/challenges', { inquiryId: made['inquiry'], reason: TAKEN });
    await everythingIsHeardOf();
  });
  afterAll(async () => {
    await hook?.close();
    await product?.stop();
  });

  /** One inquiry with a lead, a case, a request, a subscription and its deliveries; and another that everybody is to see. */
  async function theInquiry(): Promise<void> {
    made['lead'] = (
      await manager.post('/api/intake/leads', { kind: 'ex-officio', subject: LEAD, source: LEAD, parties: [] })
    ).body.id;
    made['inquiry'] = await opens('I-QF-1', SECRET, made['lead']);
    made['case'] = await opensCase(made['inquiry'], 'AT.55501', SECRET);
    const subscribed = await manager.post('/api/notifications/subscriptions', {
      title: 'A receiver',
      url: hook.url,
      types: ['*'],
      inquiries: [made['inquiry']],
    });
    made['subscription'] = subscribed.body.id;
    made['hook'] = hook.url;
    const content = {
      title: { en: 'A questionnaire' },
      sections: [
        {
          id: 'A',
          title: { en: 'You' },
          questions: [{ id: 'A1', kind: 'text', text: { en: 'What?' }, required: true, maxLength: 20 }],
        },
      ],
    };
    made['questionnaire'] = (await manager.post('/api/intake/questionnaires', { content })).body.id;
    made['rfi'] = await prepares(made['case'], SECRET);
    const path = `/api/intake/rfis/${made['rfi']}`;
    type Rfi = {
      rules: { kind: string; basis: object[]; notices: { id: string }[] }[];
      addressees: { id: string }[];
    };
    const rule = (await manager.get<Rfi>(path)).rules.find(({ kind }) => kind === 'simple')!;
    await manager.put(`${path}/draft`, {
      draft: {
        kind: 'simple',
        subject: { en: SECRET },
        purpose: SECRET,
        basis: rule.basis,
        notices: rule.notices.map(({ id }) => id),
        questionnaire: { id: made['questionnaire'], version: 1 },
        limit: '2024-07-19',
        addressees: ['c', 'd'].map((name) => ({
          name: `${SECRET} ${name}`,
          country: 'BE',
          contact: { name, email: `${name}@addressee.example` },
        })),
      },
    });
    await manager.post(`${path}/issue`, {});
    const { addressees } = await manager.get<Rfi>(path);
    [made['addressee'], made['kept']] = addressees.map(({ id }) => id) as [string, string];
    await replies(made['kept'], 'd@addressee.example', KEPT);
    control['inquiry'] = await opens('I-CONTROL', 'Open to all');
    control['case'] = await opensCase(control['inquiry'], 'AT.55502', 'Open to all');
    control['rfi'] = await prepares(control['case'], 'Open to all');
    secrets = [SECRET, 'I-QF-1', 'AT.55501', made['inquiry'], made['case'], made['rfi'], made['addressee']!];
  }

  /** The contact of an addressee comes by the link that the team reads, and submits. */
  async function replies(addressee: string, email: string, says: string): Promise<void> {
    const at = `/api/intake/rfis/${made['rfi']}/addressees/${addressee}/link`;
    const { link } = await manager.get<{ link: string }>(at);
    const session = await fetch(`${product.url}/api/intake/respondent/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: product.url },
      body: JSON.stringify({ token: link.slice(link.lastIndexOf('/') + 1) }),
    });
    const Cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
    const contact = doors.as({ Cookie, Origin: product.url });
    await contact.put('/api/intake/respondent/answers', { answers: { A1: { text: says } } });
    await submitReply(contact, product.url, email);
  }

  const prepares = async (caseId: string, subject: string): Promise<string> =>
    (await manager.post('/api/intake/rfis', { caseId, draft: { subject: { en: subject } } })).body.id;

  /** Brings somebody into a standing. @returns what the decision says of it */
  async function stands(id: string, role: string, standing: (typeof STANDINGS)[number]): Promise<boolean> {
    const at = `/api/case-state/inquiries/${made['inquiry']}`;
    const grant = (until: string) => manager.post(`${at}/grants`, { person: id, role, until, reason: REASON });
    const right = (under: Right['under'], endsAt: string | null = null): Right => ({ under, id, role, endsAt });
    const [past, now, soon] = ['2024-06-03T21:59:59.999Z', '2024-06-04T07:00:00.000Z', '2024-06-05T07:00:00.000Z'];
    const known: Record<typeof standing, Known> = {
      team: { rights: [right('team')], walled: false },
      named: { rights: [right('team')], walled: false },
      granted: { rights: [right('grant', '2199-01-01T22:59:59.999Z')], walled: false },
      taken: { rights: CASEWORK.some((one) => one === role) ? [right('challenged', soon)] : [], walled: false },
      none: { rights: [], walled: false },
      walled: { rights: [right('grant', '2199-01-01T22:59:59.999Z')], walled: true },
      expired: { rights: [right('grant', past)], walled: false },
    };
    const member = { person: id, role, conflict: 'none' };
    if (standing === 'team' || standing === 'named') await manager.post(`${at}/team`, member);
    if (standing === 'granted' || standing === 'walled') await grant('2199-01-01');
    if (standing === 'expired') await grant('2024-06-03');
    if (standing === 'walled') await manager.post(`${at}/walls`, { person: id, reason: WHY });
    await manager.post(`/api/case-state/inquiries/${control['inquiry']}/team`, member);
    return groundOf({ kind: 'officer', roles: [role] }, known[standing], now) !== undefined;
  }

  /** All three services know what was done, and what was to be sent has been. */
  async function everythingIsHeardOf(): Promise<void> {
    type Items = { items: { id: string; lane?: string | null; inquiryId?: string }[] };
    await manager.get('/api/intake/rfis');
    const deliveries = await eventually(async () => {
      const path = `/api/notifications/subscriptions/${made['subscription']}/deliveries`;
      const { items } = await manager.get<Items>(path);
      return items.some(({ lane }) => lane === made['inquiry']) ? items : undefined;
    });
    made['delivery'] = deliveries.find(({ lane }) => lane === made['inquiry'])!.id;
    const handler = askers.find(({ role, standing }) => role === 'case-handler' && standing === 'team')!;
    const inbox = await eventually(async () => {
      const { items } = await handler.person.get<Items>('/api/notifications/inbox');
      return items.some(({ inquiryId }) => inquiryId === made['inquiry']) ? items : undefined;
    });
    made['item'] = inbox.find(({ inquiryId }) => inquiryId === made['inquiry'])!.id;
    made['today'] = '2024-06-04';
  }

  const filled = (text: string, ids: Record<string, string>): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);

  /** The ids of what is not there at all. */
  const nowhere = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(made).map(([name, value]) => [name, /^[0-9a-f-]{36}$/.test(value) ? randomUUID() : value]),
    );

  async function asks(way: WayOut, method: string, token: string | undefined, ids: Record<string, string>) {
    const body = way.body === undefined ? undefined : filled(JSON.stringify(way.body), ids);
    const leave = new AbortController();
    const response = await fetch(product.url + filled(way.path, ids), {
      method,
      redirect: 'manual',
      signal: leave.signal,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(method !== 'GET' && { 'Idempotency-Key': randomUUID() }),
        ...(method !== 'GET' && !way.anyVersion && { 'If-Match': '"999999"' }),
      },
      ...(body !== undefined && { body }),
    });
    if (way.stream && response.status === 200) {
      leave.abort();
      return { status: 200, text: '', said: '' };
    }
    const text = await response.text();
    const headers = [...response.headers].filter(([name]) => ['location', 'link', 'etag'].includes(name));
    return { status: response.status, text, said: text + JSON.stringify(headers) };
  }

  /** An answer without what it says of the request itself. */
  const bare = (text: string, ids: Record<string, string>): string => {
    let rest = text.replaceAll(/"(requestId|instance)":"[^"]*"/g, '');
    for (const id of Object.values(ids)) rest = rest.replaceAll(id, '');
    return rest;
  };

  test('knows every route that the three services describe, and no other', async () => {
    const described: string[] = [];
    for (const service of SERVICES) {
      const document = (await (await fetch(`${product.url}/api/${service}/openapi.json`)).json()) as {
        paths: Record<string, Record<string, { operationId?: string }>>;
      };
      for (const [path, operations] of Object.entries(document.paths))
        for (const [method, { operationId }] of Object.entries(operations))
          if (operationId !== undefined) described.push(`${method.toUpperCase()} ${path}`);
    }
    expect(described.filter((route) => !(route in WAYS_OUT))).toEqual([]);
    expect(Object.keys(WAYS_OUT).filter((route) => !described.includes(route))).toEqual([]);
  });

  test('every route × every role × every standing is what the decision says', async () => {
    const wrong: string[] = [];
    const counted = { asked: 0 };
    const one = async (route: string, way: WayOut, asker: Asker): Promise<void> => {
      const method = route.split(' ')[0]!;
      const { role, standing, sees, token } = asker;
      const owed = way.owes(asker);
      const answer = await asks(way, method, token, made);
      counted.asked++;
      const says = (what: string) => wrong.push(`${route} · ${role}, ${standing}: ${what}`);
      if (!owed.statuses.includes(answer.status))
        says(`${answer.status} instead of ${owed.statuses.join(' or ')}: ${answer.text.slice(0, 200)}`);
      // What the request itself named is no news.
      const asked = filled(way.path, made) + filled(JSON.stringify(way.body ?? null), made);
      const hidden = standing === 'walled' ? [...secrets, LEAD] : secrets;
      const told = hidden.filter((secret) => !asked.includes(secret) && answer.said.includes(secret));
      if (!sees && !way.ofDemonstration && told.length > 0) says(`tells ${told.join(', ')}`);
      if (owed.tells && !secrets.some((secret) => answer.said.includes(secret)) && !answer.said.includes(LEAD))
        says('does not tell what it is for');
      if (owed.asIfNotThere) {
        const ids = nowhere();
        const missing = await asks(way, method, token, ids);
        const [here, there] = [bare(answer.text, made), bare(missing.text, ids)];
        if (missing.status !== answer.status || here !== there)
          says(`is not as if it were not there: ${here.slice(0, 200)} / ${missing.status} ${there.slice(0, 200)}`);
      }
    };
    // One person after the other: all at once on one object would be a hot spot, and be told so.
    const all = askers.flatMap((asker) =>
      Object.entries(WAYS_OUT).map(
        ([route, way]) =>
          () =>
            one(route, way, asker),
      ),
    );
    const next = all.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const ask of next) await ask();
      }),
    );
    expect(wrong.toSorted()).toEqual([]);
    expect(counted.asked).toBe(Object.keys(WAYS_OUT).length * ROLES.length * STANDINGS.length);
  });

  test('who saw what is on record, under what; and nobody else', async () => {
    type Reads = {
      items: { person: string; kind: string; object: string; under: string }[];
      next?: string;
    };
    const auditor = askers.find(({ role, standing }) => role === 'auditor' && standing === 'none')!;
    const recorded = new Map<string, string>();
    for (const service of SERVICES)
      for (let cursor = ''; ;) {
        const path = `/api/${service}/reads?inquiry=${made['inquiry']}&limit=200${cursor}`;
        const { items, next } = await auditor.person.get<Reads>(path);
        for (const { person, kind, object, under } of items) recorded.set(`${person} ${kind} ${object}`, under);
        if (next === undefined) break;
        cursor = `&cursor=${next}`;
      }
    const under = {
      team: 'team',
      named: 'team',
      granted: 'grant',
      taken: 'challenged',
      none: '',
      walled: '',
      expired: '',
    };
    for (const way of Object.values(WAYS_OUT)) {
      const { read } = way;
      if (!read) continue;
      for (const asker of askers) {
        const shown = way.owes(asker).statuses.includes(200);
        const on = under[asker.standing] || 'auditor';
        const stood = asker.standing === 'taken' && asker.role === 'auditor' ? 'auditor' : on;
        expect([
          way.path,
          asker.role,
          asker.standing,
          recorded.get(`${asker.id} ${read.kind} ${made[read.object]}`),
        ]).toEqual([way.path, asker.role, asker.standing, shown ? stood : undefined]);
      }
    }
    const walledOff = askers.find(({ role, standing }) => role === 'auditor' && standing === 'walled')!;
    const hidden = await walledOff.person.get<Reads & { total: number }>('/api/case-state/reads');
    expect(hidden).toMatchObject({ items: [], total: 0 });
  });

  /** A program that was granted the inquiry, and is as good as nobody otherwise. */
  async function aProgram() {
    const registered = { name: 'A program', email: 'program@authority.example' };
    const path = '/api/case-state/machine-clients';
    const { body: client } = await administrator.post<{ id: string; secret: string }>(path, registered);
    const grant = { person: client.id, role: 'auditor', until: '2199-01-01', reason: REASON };
    await manager.post(`/api/case-state/inquiries/${made['inquiry']}/grants`, grant);
    const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret };
    const signedIn = await fetch(`${product.url}/api/case-state/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const { access_token: token } = (await signedIn.json()) as { access_token: string };
    return { role: 'machine', standing: 'granted', token, sees: true };
  }

  test('what a reply for named people says gets out to them alone, and why walls stand, replies are restricted and access was taken to who decides on it, by no way out to anybody else', async () => {
    const ids = { ...made, addressee: made['kept']! };
    const READ = 'GET /api/intake/rfis/{id}/addressees/{addresseeId}';
    const PAGE = 'GET /api/case-state/inquiries/{id}/access';
    const ways = Object.entries(WAYS_OUT).filter(([route, { stream }]) => route.startsWith('GET ') && !stream);
    const wrong: string[] = [];
    const all = [...askers, await aProgram()].flatMap((asker) => ways.map(([route, way]) => ({ asker, route, way })));
    const next = all.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const { asker, route, way } of next) {
          const { status, said } = await asks(way, 'GET', asker.token, ids);
          const reads = route === READ && asker.standing === 'named';
          const says = (what: string) => wrong.push(`${route} · ${asker.role}, ${asker.standing}: ${what}`);
          if (said.includes(KEPT) !== reads) says(reads ? `does not tell (${status})` : 'tells it');
          // That it is restricted is told to who sees the inquiry, of the request and of the reply.
          if (route === READ && asker.sees && said.includes('"withheld":true') === reads) says('does not say so');
          const auditor = asker.role === 'auditor' && asker.sees;
          const decides = (roles: readonly string[]) => auditor || (onTeam(asker) && roles.includes(asker.role));
          // Who took access reads why.
          const took = asker.standing === 'taken' && CASEWORK.some((role) => role === asker.role);
          const told = [said.includes(WHY), said.includes(TAKEN)];
          const owed = [decides(KEEPERS), decides(REVIEWERS) || took].map((it) => it && route === PAGE);
          if (String(told) !== String(owed)) says(`reasons: ${told} instead of ${owed}`);
          if (route === `${READ}/link` && asker.standing === 'team' && status !== 403)
            says(`${status}: reads the link`);
        }
      }),
    );
    expect(wrong.toSorted()).toEqual([]);
    await eventually(() => hook.received.some(({ body }) => body.includes('AccessRestricted')));
    expect(hook.received.filter(({ body }) => [KEPT, WHY, TAKEN].some((word) => body.includes(word)))).toEqual([]);
    // A reading is on record under what lets see the inquiry, and the restriction that names who read.
    const auditor = askers.find(({ role, standing }) => role === 'auditor' && standing === 'none')!;
    type Reads = { items: { person: string; object: string; restrictionId?: string }[]; next?: string };
    const readers: string[] = [];
    for (let cursor = ''; ;) {
      const path = `/api/intake/reads?inquiry=${made['inquiry']}&limit=200${cursor}`;
      const { items, next: more } = await auditor.person.get<Reads>(path);
      for (const { person, object, restrictionId } of items)
        if (object === made['kept'] && restrictionId !== undefined) readers.push(person);
      if (more === undefined) break;
      cursor = `&cursor=${more}`;
    }
    const named = askers.filter(({ standing }) => standing === 'named').map(({ id }) => id);
    expect(readers.toSorted()).toEqual(named.toSorted());
  });

  test('a lead behind a wall is not there for acts either', async () => {
    const { person, id } = askers.find(({ role, standing }) => role === 'case-manager' && standing === 'walled')!;
    const team = [{ person: id, role: 'case-manager', conflict: 'none' }];
    const opening = (leadId: string) =>
      person.send('POST', '/api/case-state/inquiries', { number: 'I-MINE', title: { en: 'Mine' }, team, leadId });
    const taking = (leadId: string) =>
      person.send('POST', `/api/intake/leads/${leadId}/taking`, { inquiryId: control['inquiry'] });
    for (const asks of [opening, taking]) {
      const [behind, missing] = [await asks(made['lead']!), await asks(randomUUID())];
      expect([404, 409]).toContain(behind.status);
      expect(behind.status).toBe(missing.status);
      expect(bare(JSON.stringify(behind.body), made)).toBe(bare(JSON.stringify(missing.body), made));
    }
  });

  test('who is not signed in gets nothing of it', async () => {
    for (const [route, way] of Object.entries(WAYS_OUT)) {
      const { said } = await asks(way, route.split(' ')[0]!, undefined, made);
      const asked = filled(way.path, made) + filled(JSON.stringify(way.body ?? null), made);
      if (!way.ofDemonstration)
        expect([route, secrets.filter((secret) => !asked.includes(secret) && said.includes(secret))]).toEqual([
          route,
          [],
        ]);
    }
  });

  test('the streams of everything tell each of what he sees, and of nothing else', async () => {
    // From the beginning, where that can be asked for: what was recorded before somebody was walled off is not told after it.
    const paths = [
      '/api/case-state/stream?after=0',
      '/api/intake/rfis/stream?after=0',
      '/api/notifications/inbox/stream',
    ];
    const listeners = await Promise.all(
      askers.flatMap((asker) =>
        paths.map(async (path) => {
          const leave = new AbortController();
          const response = await fetch(product.url + path, {
            headers: { Authorization: `Bearer ${asker.token}` },
            signal: leave.signal,
          });
          const listener = { asker, path, heard: '', leave };
          void (async () => {
            for await (const bytes of response.body!) listener.heard += Buffer.from(bytes).toString();
          })().catch((error: Error) => {
            if (error.name !== 'AbortError') throw error;
          });
          return listener;
        }),
      ),
    );
    await eventually(() => listeners.every(({ heard }) => heard.includes('retry:')));
    // The same twice: of the inquiry, and then of one that everybody sees. Who has heard of the second has heard all of the first.
    const guest = await adds('guest', 'case-handler');
    for (const { inquiry, case: caseId } of [made, control]) {
      await manager.post(`/api/case-state/inquiries/${inquiry}/team`, {
        person: guest,
        role: 'case-handler',
        conflict: 'none',
      });
      await prepares(caseId!, 'More');
      await manager.get('/api/notifications/inbox');
    }
    await eventually(() => listeners.every(({ heard }) => heard.includes(control['inquiry']!)));
    for (const { leave } of listeners) leave.abort();
    const told = listeners.map(({ asker: { role, standing }, path, heard }) => [
      path,
      role,
      standing,
      heard.includes(made['inquiry']!),
    ]);
    expect(told).toEqual(listeners.map(({ asker: { role, standing, sees }, path }) => [path, role, standing, sees]));
  });

  test('a wall raised now ends what runs, in every service', async () => {
    const asker = askers.find(({ role, standing }) => role === 'chief-economist' && standing === 'granted')!;
    const paths = [`/api/case-state/inquiries/${made['inquiry']}/stream`, `/api/intake/rfis/${made['rfi']}/stream`];
    const running = await Promise.all(
      paths.map(async (path) => {
        const response = await fetch(product.url + path, { headers: { Authorization: `Bearer ${asker.token}` } });
        expect(response.status).toBe(200);
        const ended = (async () => {
          for await (const bytes of response.body!) void bytes;
        })();
        return { ended };
      }),
    );
    await manager.post(`/api/case-state/inquiries/${made['inquiry']}/walls`, { person: asker.id, reason: REASON });
    await Promise.all(running.map(({ ended }) => ended));
    for (const path of ['/api/case-state/inquiries', '/api/intake/rfis', '/api/intake/cases'])
      expect(JSON.stringify(await asker.person.get(path))).not.toContain(made['inquiry']);
  });
});
