import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { groundOf, type Known, type Right } from '#service-kit';
import { eventually } from '#testing';
import { Doors, type Person } from './support/person.js';
import { startProduct, type Product } from './support/product.js';
import { chance } from './support/random.js';
import { receiver, type Receiver } from './support/receiver.js';
import { submitReply } from './support/submit.js';

jest.setTimeout(300_000);

const REASON = 'It is asked of me';
const MATTERS = 3;
const PEOPLE = 4;
const ROUNDS = 5;
const ACTS_EACH = 8;
/** Chance is the same again with DOSSIER_TEST_RANDOM=<seed>. */
const random = chance();

interface Matter {
  inquiry: string;
  case: string;
  rfi: string;
  /** Who was asked by another request, and has replied. */
  asked: string;
  addressee: string;
  /** A word that stands in every text of it. */
  word: string;
  /** A word that stands in the reply alone. */
  says: string;
}

interface Somebody {
  id: string;
  roles: string[];
  person: Person;
  credentials: Record<string, string>;
  /** A subscription to every matter that the person was on the team of when it was made, and what arrived. */
  hook?: Receiver;
}

let product: Product;
let manager: Person;
const matters: Matter[] = [];
const people: Somebody[] = [];

beforeAll(async () => {
  product = await startProduct({
    DOSSIER_SEED: 'none',
    DOSSIER_DEMONSTRATION: '2024-06-03T06:00:00.000Z',
    DOSSIER_WEBHOOK_ALLOW: '127.0.0.0/8',
    DOSSIER_SIGN_IN_RATE: '999999',
  });
  const doors = new Doors(product.url);
  const administrator = doors.as({ Authorization: `Bearer ${await product.administrator()}` });
  const adds = async (name: string, roles: string[]): Promise<string> =>
    (
      await administrator.post('/api/case-state/people', {
        name,
        email: `${name}@authority.example`,
        roles,
        invented: true,
      })
    ).body.id;
  const of = await adds('manager', ['case-manager']);
  manager = doors.as({ Authorization: `Bearer ${await product.token(of)}` });
  for (let n = 0; n < PEOPLE; n++) {
    // The last is an auditor, who sees what no wall keeps from him.
    const roles = n === PEOPLE - 1 ? ['auditor', 'case-handler'] : ['case-handler', 'chief-economist'];
    const id = await adds(`somebody-${n}`, roles);
    const credentials = { Authorization: `Bearer ${await product.token(id)}` };
    people.push({ id, roles, credentials, person: doors.as(credentials) });
  }
  for (let n = 0; n < MATTERS; n++) {
    const word = `Quillfeather${n}x`;
    const team = [
      { person: of, role: 'case-manager', conflict: 'none' },
      ...people.map(({ id }) => ({ person: id, role: 'case-handler', conflict: 'none' })),
    ];
    const inquiry = (
      await manager.post('/api/case-state/inquiries', { number: `I-${word}`, title: { en: word }, team })
    ).body.id;
    const opened = { procedure: 'eu-antitrust', number: `AT.4000${n}`, title: { en: word } };
    const caseId = (await manager.post(`/api/case-state/inquiries/${inquiry}/cases`, opened)).body.id;
    const draft = { subject: { en: word } };
    const rfi = (await manager.post('/api/intake/rfis', { caseId, draft })).body.id;
    const says = `Emberwick${n}x`;
    matters.push({ inquiry, case: caseId, rfi, ...(await asks(doors, caseId, word, says)), word, says });
  }
  // Each of the first two wants to be told by webhook of everything; who may be is asked again with each event.
  for (const somebody of people.slice(0, 2)) {
    somebody.hook = await receiver();
    await somebody.person.post('/api/notifications/subscriptions', {
      title: 'Mine',
      url: somebody.hook.url,
      types: ['*'],
      inquiries: matters.map(({ inquiry }) => inquiry),
    });
  }
});
afterAll(async () => {
  for (const { hook } of people) await hook?.close();
  await product?.stop();
});

/** Asks one undertaking in a case, which replies. */
async function asks(
  doors: Doors,
  caseId: string,
  word: string,
  says: string,
): Promise<Pick<Matter, 'asked' | 'addressee'>> {
  const question = { id: 'A1', kind: 'text', text: { en: 'What?' }, required: true, maxLength: 20 };
  const content = { title: { en: 'A' }, sections: [{ id: 'A', title: { en: 'You' }, questions: [question] }] };
  const questionnaire = (await manager.post('/api/intake/questionnaires', { content })).body.id;
  const asked = (await manager.post('/api/intake/rfis', { caseId, draft: { subject: { en: word } } })).body.id;
  const at = `/api/intake/rfis/${asked}`;
  type Rfi = { rules: { kind: string; basis: object[]; notices: { id: string }[] }[]; addressees: { id: string }[] };
  const rule = (await manager.get<Rfi>(at)).rules.find(({ kind }) => kind === 'simple')!;
  const email = `${says.toLowerCase()}@addressee.example`;
  await manager.put(`${at}/draft`, {
    draft: {
      kind: 'simple',
      subject: { en: word },
      purpose: word,
      basis: rule.basis,
      notices: rule.notices.map(({ id }) => id),
      questionnaire: { id: questionnaire, version: 1 },
      limit: '2024-07-19',
      addressees: [{ name: word, country: 'BE', contact: { name: 'C', email } }],
    },
  });
  await manager.post(`${at}/issue`, {});
  const addressee = (await manager.get<Rfi>(at)).addressees[0]!.id;
  const { link } = await manager.get<{ link: string }>(`${at}/addressees/${addressee}/link`);
  const session = await fetch(`${product.url}/api/intake/respondent/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: product.url },
    body: JSON.stringify({ token: link.slice(link.lastIndexOf('/') + 1) }),
  });
  const contact = doors.as({ Cookie: session.headers.getSetCookie()[0]!.split(';')[0]!, Origin: product.url });
  await contact.put('/api/intake/respondent/answers', { answers: { A1: { text: says } } });
  await submitReply(contact, product.url, email);
  return { asked, addressee };
}

type Given = { id: string; person: string; role: string; state: string; until?: string; lifted?: object };
type Restriction = { id: string; object: { id: string }; people: string[]; replacedBy?: string; lifted?: object };
interface AccessPage {
  grants: Given[];
  walls: Given[];
  challenges: Given[];
  restrictions: Restriction[];
}

/** One act on the access of somebody to a matter; what is refused changes nothing. */
async function acts(): Promise<string> {
  const who = random.pick(people);
  const { inquiry, addressee } = random.pick(matters);
  const at = `/api/case-state/inquiries/${inquiry}`;
  const { grants, walls, restrictions } = await manager.get<AccessPage>(`${at}/access`);
  const last = (all: Given[]) => all.filter(({ person }) => person === who.id).at(-1)?.id ?? inquiry;
  const act = random.pick([
    'join',
    'leave',
    'grant',
    'revoke',
    'wall',
    'lift',
    'take',
    'restrict',
    'restrict',
    'rename',
    'rename',
    'unrestrict',
  ] as const);
  const [by, path, body]: [Person, string, object] = {
    join: [manager, `${at}/team`, { person: who.id, role: 'case-handler', conflict: 'none' }] as const,
    leave: [manager, `${at}/team/${who.id}/leave`, { reason: REASON }] as const,
    grant: [
      manager,
      `${at}/grants`,
      { person: who.id, role: 'case-handler', until: '2199-01-01', reason: REASON },
    ] as const,
    revoke: [manager, `${at}/grants/${last(grants)}/revoke`, { reason: REASON }] as const,
    wall: [manager, `${at}/walls`, { person: who.id, reason: REASON }] as const,
    lift: [manager, `${at}/walls/${last(walls)}/lift`, { reason: REASON }] as const,
    restrict: [manager, `${at}/restrictions`, { reply: addressee, people: [who.id], reason: REASON }] as const,
    rename: [
      manager,
      `${at}/restrictions/${restrictions.at(-1)?.id ?? inquiry}/change`,
      { people: [who.id], reason: REASON },
    ] as const,
    unrestrict: [manager, `${at}/restrictions/${restrictions.at(-1)?.id ?? inquiry}/lift`, { reason: REASON }] as const,
    take: [who.person, '/api/case-state/challenges', { inquiryId: inquiry, reason: REASON }] as const,
  }[act] as [Person, string, object];
  const { status } = await by.send('POST', path, body);
  expect({ act, status: status < 500 }).toEqual({ act, status: true });
  return act;
}

/** What the decision says, from what case-state's log says, of a matter and of the reply in it: not from the tables that the doors ask. */
interface Decided {
  seen: Map<Matter, Set<Somebody>>;
  read: Map<Matter, Set<Somebody>>;
}
async function decided(): Promise<Decided> {
  const { now } = await manager.get<{ now: string }>('/api/case-state/clock');
  const [seen, read] = [new Map<Matter, Set<Somebody>>(), new Map<Matter, Set<Somebody>>()];
  for (const matter of matters) {
    const at = `/api/case-state/inquiries/${matter.inquiry}`;
    const { team } = await manager.get<{ team: Given[] }>(at);
    const { grants, walls, challenges, restrictions } = await manager.get<AccessPage>(`${at}/access`);
    const held = (all: Given[], who: Somebody, under: Right['under']): Right[] =>
      all
        .filter(({ person, state }) => person === who.id && (state === 'running' || state === 'walled'))
        .map(({ id, role }) => ({ under, id, role, endsAt: null }));
    const known = (who: Somebody): Known => ({
      rights: [
        ...team
          .filter(({ person, until }) => person === who.id && until === undefined)
          .map(({ role }): Right => ({ under: 'team', id: matter.inquiry, role, endsAt: null })),
        ...held(grants, who, 'grant'),
        ...held(challenges, who, 'challenged'),
      ],
      walled: walls.some(({ person, lifted }) => person === who.id && lifted === undefined),
    });
    const standing = restrictions.find(
      ({ object, lifted, replacedBy }) =>
        object.id === matter.addressee && lifted === undefined && replacedBy === undefined,
    );
    const restriction = (who: Somebody) =>
      standing && { restriction: { id: standing.id, named: standing.people.includes(who.id) } };
    const sees = (who: Somebody, more: Partial<Known> = {}) =>
      groundOf({ kind: 'officer', roles: who.roles }, { ...known(who), ...more }, now) !== undefined;
    seen.set(matter, new Set(people.filter((who) => sees(who))));
    read.set(matter, new Set(people.filter((who) => sees(who, restriction(who)))));
  }
  return { seen, read };
}

/** Ways out that are lists, counts and inboxes: asked once, and looked through for every matter. */
const LISTS = [
  '/api/case-state/inquiries?limit=100',
  '/api/intake/rfis?limit=100',
  '/api/intake/cases',
  '/api/intake/leads',
  '/api/notifications/inbox?limit=100',
  '/api/notifications/subscriptions',
  '/api/case-state/reads',
  '/api/intake/reads',
  '/api/notifications/reads',
];
const pagesOf = ({ inquiry, case: caseId, rfi, asked }: Matter): string[] => [
  `/api/case-state/inquiries/${inquiry}`,
  `/api/case-state/inquiries/${inquiry}/timeline`,
  `/api/case-state/inquiries/${inquiry}/thread`,
  `/api/case-state/inquiries/${inquiry}/as-of?recorded=now&effect=2024-06-03`,
  `/api/case-state/inquiries/${inquiry}/as-of?recorded=2024-06-03&effect=2024-06-03`,
  `/api/case-state/inquiries/${inquiry}/access`,
  `/api/case-state/cases/${caseId}`,
  `/api/case-state/cases/${caseId}/thread`,
  `/api/intake/rfis/${rfi}`,
  `/api/intake/rfis/${asked}`,
  `/api/intake/rfis/${asked}?asOf=2024-06-03`,
  `/api/intake/rfis/${asked}/difference?fromAsOf=2024-06-01`,
  `/api/intake/limits?case=${caseId}&period=10wd`,
];
const streamsOf = ({ inquiry, rfi }: Matter): string[] => [
  `/api/case-state/inquiries/${inquiry}/stream`,
  `/api/intake/rfis/${rfi}/stream`,
];
/** Streams of everything, from the beginning where that can be asked for: what was recorded before a wall is not told behind it. */
const STREAMS = ['/api/case-state/stream?after=0', '/api/intake/rfis/stream?after=0'];

test(`for random people, grants, walls and restrictions no way out contains anything of an inquiry that the decision refuses (seed ${random.seed})`, async () => {
  const wrong: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const course: string[] = [];
    for (let n = 0; n < ACTS_EACH; n++) course.push(await acts());
    const { seen, read } = await decided();
    const refuses = (matter: Matter, who: Somebody) => !seen.get(matter)!.has(who);
    // Something new of each matter: who may be told of it now is asked now.
    const arrived = new Map(people.map((who) => [who, who.hook?.received.length ?? 0]));
    for (const { case: caseId, word } of matters)
      await manager.post('/api/intake/rfis', { caseId, draft: { subject: { en: `${word} more` } } });

    for (const who of people) {
      const says = (what: string) => wrong.push(`round ${round} (${course.join(', ')}), ${who.roles[0]}: ${what}`);
      for (const path of LISTS) {
        const { status, body } = await who.person.send<{ items: object[]; total?: number }>('GET', path);
        if (status === 403) continue; // of another role
        expect([path, status]).toEqual([path, 200]);
        const text = JSON.stringify(body);
        for (const matter of matters)
          if (
            refuses(matter, who) &&
            [matter.inquiry, matter.case, matter.rfi, matter.word].some((it) => text.includes(it))
          )
            says(`${path} tells of ${matter.word}`);
        const visible = matters.filter((matter) => !refuses(matter, who)).length;
        if (path.startsWith('/api/case-state/inquiries') && body.total !== visible)
          says(`${path} counts ${body.total}`);
      }
      for (const matter of matters) {
        const may = !refuses(matter, who);
        for (const path of pagesOf(matter)) {
          const { status, body } = await who.person.send('GET', path);
          if (status !== (may ? 200 : 404)) says(`${path} answers ${status}`);
          if (JSON.stringify(body).includes(matter.says)) says(`${path} tells the reply`);
        }
        const reply = `/api/intake/rfis/${matter.asked}/addressees/${matter.addressee}`;
        for (const path of [reply, `${reply}?asOf=2024-06-03`]) {
          const { status, body } = await who.person.send('GET', path);
          if (status !== (may ? 200 : 404)) says(`${path} answers ${status}`);
          if (JSON.stringify(body).includes(matter.says) !== read.get(matter)!.has(who))
            says(`${path} ${read.get(matter)!.has(who) ? 'does not tell' : 'tells'} the reply`);
        }
        for (const path of streamsOf(matter)) {
          const leave = new AbortController();
          const { status } = await fetch(product.url + path, { headers: who.credentials, signal: leave.signal });
          leave.abort();
          if (status !== (may ? 200 : 404)) says(`${path} answers ${status}`);
        }
      }
    }
    for (const path of STREAMS)
      for (const who of people) {
        const leave = new AbortController();
        const answer = await fetch(product.url + path, { headers: who.credentials, signal: leave.signal });
        let heard = '';
        const listening = (async () => {
          for await (const bytes of answer.body!) heard += Buffer.from(bytes).toString();
        })().catch(() => undefined);
        const shown = matters.filter((matter) => !refuses(matter, who));
        await eventually(() => heard.includes('retry:') && shown.every(({ inquiry }) => heard.includes(inquiry)));
        leave.abort();
        await listening;
        for (const matter of matters)
          if (refuses(matter, who) && heard.includes(matter.inquiry)) wrong.push(`${path} tells of ${matter.word}`);
      }
    // What was published of the acts themselves is on its way: nothing of it may be of a matter that was refused all along.
    for (const who of people) {
      const news = (who.hook?.received ?? []).slice(arrived.get(who)).map(({ body }) => body);
      for (const matter of matters)
        if (refuses(matter, who) && news.some((body) => body.includes(matter.inquiry)))
          wrong.push(`round ${round}: a webhook tells of ${matter.word}`);
    }
  }
  expect(wrong).toEqual([]);
});
