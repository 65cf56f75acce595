// Our store behind the shape that the benchmark against other event stores asks for: open(config, url) → {a, b, c, d, close}.
// With all of its envelope, command ids and NOTIFY; as the service's role, not as superuser. Build first (dist/).
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { fingerprintOf, migrateLog, openLog } from '../../dist/libs/event-store/src/index.js';

const DATA = (id) => ({
  subject: 'case-' + id,
  title: 'Suspected bid rigging in road works',
  amount: 12500.5,
  currency: 'EUR',
  by: 'officer-7',
  tags: ['cartel', 'tender'],
  on: '2026-11-23',
  note: 'n'.repeat(40),
});
const actor = { person: randomUUID(), kind: 'officer', role: 'case-handler' };

/** A full request, as the command runner makes it: an id, the fingerprint of its body, the context. */
function request(id, expected, count) {
  const events = Array.from({ length: count }, () => ({ type: 'LeadRegistered', data: DATA(id) }));
  return {
    command: { id: randomUUID(), operation: 'lead.register', fingerprint: fingerprintOf({ id, expected }) },
    context: { actor, correlation: id, causation: id, effectiveOn: '2026-11-23' },
    streams: [{ stream: `case-${id}`, expected, events }],
  };
}

export default {
  name: 'dossier',
  async open(config, url) {
    const role = `bench_${config.database}`;
    const admin = new pg.Client(config);
    await admin.connect();
    await admin.query(`drop role if exists ${role}`);
    await admin.query(`create role ${role} login password 'bench'`);
    await admin.end();
    await migrateLog(url, { serviceRole: role });
    const log = await openLog(Object.assign(new URL(url), { username: role, password: 'bench' }).href);
    return {
      a: (id) => log.append(request(id, 0, 1)),
      b: (id, version) => log.append(request(id, version, 5)),
      c: async (id) => (await log.read(`case-${id}`)).length,
      async d(limit) {
        let read = 0;
        const enough = new AbortController();
        for await (const events of log.follow({ after: 0, signal: enough.signal })) {
          read += events.length;
          if (read >= limit) enough.abort();
        }
        return read;
      },
      close: () => log.close(),
    };
  },
};
