import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAuthority, type Answer, type AtTheDoors, type Authority } from '../support/authority.js';

const NOBODY = '99999999-9999-4999-8999-999999999999';

describe('Sessions: who is signed in, and who ends it', () => {
  let authority: Authority;
  let anna: AtTheDoors;
  let ben: AtTheDoors;

  beforeAll(async () => {
    authority = await openAuthority();
    anna = await authority.officer('case-handler');
    ben = await authority.officer('case-handler');
  });
  afterAll(() => authority?.close());

  const ofAnna = async () => (await anna.get('/me/sessions')).body.items as { id: string; current: boolean }[];
  const endings = async (session: string) =>
    (await authority.runtime.log.read(`session-${session}`)).map(({ type, data, actor }) => ({
      type,
      data,
      by: actor.person,
    }));

  test('a person sees their own, knows the one that asks, and ends another of theirs', async () => {
    const elsewhere = await authority.again(anna);
    expect((await elsewhere.get('/me')).status).toBe(200);
    const sessions = await ofAnna();
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = sessions.find(({ current }) => !current)!.id;
    expect(await ben.get('/me/sessions')).toMatchObject({ body: { total: 1, items: [{ person: ben.id }] } });
    expect(await anna.post('/me/sessions/end', { sessions: [other] })).toMatchObject({ status: 200 });
    expect((await elsewhere.get('/me')).status).toBe(401);
    expect(await ofAnna()).toMatchObject([{ current: true }]);
    expect(await endings(other)).toEqual([
      { type: 'SessionEnded', data: { session: other, person: anna.id, because: 'own' }, by: anna.id },
    ]);
  });

  test('nobody ends another’s: it is as if it were not there', async () => {
    const id = (await ofAnna())[0]!.id;
    const said = ({ status, body }: Answer) => ({ status, body: { ...body, instance: undefined } });
    const another = await ben.post('/me/sessions/end', { sessions: [id] });
    expect(another.status).toBe(404);
    expect(said(another)).toEqual(said(await ben.post('/me/sessions/end', { sessions: [NOBODY] })));
    expect(await ben.get('/sessions')).toMatchObject({ status: 403 });
    expect(await ben.post('/sessions/end', { sessions: [id], because: 'suspicion' })).toMatchObject({ status: 403 });
    expect((await anna.get('/me')).status).toBe(200);
  });

  test('one that is not there keeps the others from being ended', async () => {
    const id = (await ofAnna())[0]!.id;
    expect(await anna.post('/me/sessions/end', { sessions: [id, NOBODY] })).toMatchObject({ status: 404 });
    expect((await anna.get('/me')).status).toBe(200);
  });

  test('an administrator ends somebody’s, with a reason, on record; again changes nothing', async () => {
    const all = (await authority.administrator.get('/sessions')).body;
    expect(all.total).toBe(3);
    const { id } = all.items.find(({ person }: { person: string }) => person === ben.id);
    const end = { sessions: [id], because: 'device-lost' };
    expect(await authority.administrator.post('/sessions/end', { sessions: [id] })).toMatchObject({ status: 400 });
    expect(await authority.administrator.post('/sessions/end', end)).toMatchObject({ body: { unchanged: false } });
    expect(await authority.administrator.post('/sessions/end', end)).toMatchObject({ body: { unchanged: true } });
    expect((await ben.get('/me')).status).toBe(401);
    const [stored] = await authority.runtime.log.read(`session-${id}`);
    expect(stored).toMatchObject({
      data: { person: ben.id, because: 'device-lost' },
      actor: { role: 'administrator' },
    });
  });

  test('what is over already is not recorded as ended by who asks', async () => {
    const cara = await authority.officer('case-handler');
    const id = (await cara.get('/me/sessions')).body.items[0].id as string;
    expect((await cara.post('/sign-out', {})).status).toBeLessThan(400);
    const end = { sessions: [id], because: 'left-open' };
    expect(await authority.administrator.post('/sessions/end', end)).toMatchObject({ body: { unchanged: true } });
    expect(await endings(id)).toEqual([]);
  });

  test('all of a person is what they have when it is done; the same request again leaves what began since', async () => {
    const dora = await authority.officer('case-handler');
    await dora.get('/me/sessions');
    const begunSince = await authority.again(dora);
    const all = { person: dora.id, because: 'suspicion' };
    expect(await authority.administrator.post('/sessions/end', all, { key: 'dora' })).toMatchObject({ status: 200 });
    for (const one of [dora, begunSince]) expect((await one.get('/me')).status).toBe(401);
    const later = await authority.again(dora);
    const again = await authority.administrator.post('/sessions/end', all, { key: 'dora' });
    expect(again.body).toMatchObject({ unchanged: true });
    expect((await later.get('/me')).status).toBe(200);
    const nobody = { person: NOBODY, because: 'suspicion' };
    expect((await authority.administrator.post('/sessions/end', nobody)).status).toBe(404);
    expect((await authority.administrator.post('/sessions/end', { ...all, sessions: [NOBODY] })).status).toBe(400);
  });

  test('all of one’s own but the one that asks', async () => {
    const elsewhere = await Promise.all([authority.again(anna), authority.again(anna)]);
    expect(await anna.post('/me/sessions/end', { others: true })).toMatchObject({ status: 200 });
    for (const one of elsewhere) expect((await one.get('/me')).status).toBe(401);
    expect(await ofAnna()).toMatchObject([{ current: true }]);
    expect((await anna.post('/me/sessions/end', { others: false })).status).toBe(400);
  });
});
