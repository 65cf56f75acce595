import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fingerprintOf, openLog, type Log } from '#event-store';
import { shippedCalendars } from '#legal-clock';
import { disposableLog, type DisposableLog } from '#testing';
import { inParts } from '../../src/domain/procedure/procedure-in-parts.js';
import { bringRules } from '../../src/rules/bring-rules.js';
import { calendarStream, recomputationStream, Rulebook } from '../../src/rules/rulebook.js';
import { calendarHash, procedureHash } from '../../src/rules/content-hash.js';
import { shippedProcedures } from '../../src/rules/shipped-procedures.js';

describe('The rules that are shipped', () => {
  let disposable: DisposableLog;
  let log: Log;
  beforeAll(async () => {
    disposable = await disposableLog();
    log = await openLog(disposable.serviceUrl);
  });
  afterAll(async () => {
    await log?.close();
    await disposable?.dispose();
  });

  test('are in the log after the start, also when two processes start at once', async () => {
    await Promise.all([bringRules(log), bringRules(log)]);
    const events = shippedProcedures().flatMap((definition) => inParts(definition, procedureHash(definition)));
    expect(await log.head()).toBe(events.length + shippedCalendars.length);
  });

  test('a version that is too long for one event is in the log in parts, and read whole', async () => {
    const rulebook = new Rulebook();
    rulebook.readFrom(log);
    for (const shipped of shippedProcedures()) {
      const versions = await rulebook.readProcedure(shipped.id);
      const { definition, hash } = versions.find((one) => one.definition.version === shipped.version)!;
      expect(definition).toEqual(shipped);
      expect(procedureHash(definition)).toBe(hash);
    }
    const longest = shippedProcedures().map((definition) => inParts(definition, 'a').length);
    expect(Math.max(...longest)).toBeGreaterThan(1);
  });

  test('another start changes nothing', async () => {
    const before = await log.head();
    await bringRules(log);
    expect(await log.head()).toBe(before);
  });

  test('another content under a published version keeps the service from starting, and is named', async () => {
    const first = shippedProcedures().find(({ id }) => id === 'merger-screening');
    const edited = { ...first!, title: { en: 'Edited' } };
    await expect(bringRules(log, [edited])).rejects.toThrow(`${edited.id}, version 1, that is shipped cannot be used`);
    const [calendar] = shippedCalendars;
    await expect(bringRules(log, [], [{ ...calendar!, title: 'Edited' }])).rejects.toThrow('ec-brussels, version 1');
  });

  test('a new version stands beside the old one, and a pin still finds the old one', async () => {
    const shipped = shippedProcedures().filter(({ id }) => id === 'merger-screening');
    const [first] = shipped;
    const next = shipped.at(-1)!.version + 1;
    await bringRules(log, [{ ...first!, version: next, title: { en: 'Amended' } }]);
    const rulebook = new Rulebook();
    rulebook.readFrom(log);
    const versions = await rulebook.readProcedure(first!.id);
    expect(versions.map(({ definition }) => definition.version)).toEqual([
      ...shipped.map(({ version }) => version),
      next,
    ]);
    const [calendar] = await rulebook.readCalendar(first!.calendar);
    const pins = {
      procedure: { id: first!.id, version: 1, hash: procedureHash(first!) },
      calendar: { id: first!.calendar, version: 1, hash: calendar!.hash },
    };
    expect((await rulebook.ready(pins)).procedure).toEqual(first);
    await expect(rulebook.ready({ ...pins, procedure: { ...pins.procedure, hash: 'f'.repeat(64) } })).rejects.toThrow(
      'not at hand',
    );
  });

  test('a new version of a calendar that comes with the product begins to count the cases, once', async () => {
    const uk = shippedCalendars.find(({ id }) => id === 'uk-cma')!;
    const next = { ...uk, version: uk.version + 1 };
    await Promise.all([bringRules(log, [], [next]), bringRules(log, [], [next])]);
    await bringRules(log, [], [next]);
    const works = await log.read(`recomputation-${recomputationStream(next)}`);
    expect(works).toMatchObject([
      { type: 'RecomputationStarted', actor: { kind: 'system' }, data: { before: { version: uk.version } } },
    ]);
  });

  test('a calendar of which a person has published a version is theirs: what is shipped later does not take its place or its number', async () => {
    const court = shippedCalendars.find(({ id }) => id === 'cjeu-luxembourg')!;
    const stream = `calendar-${calendarStream(court.id)}`;
    const own = { ...court, version: court.version + 1, title: 'Corrected by hand' };
    await log.append({
      command: { id: randomUUID(), operation: 'calendar.publish', fingerprint: fingerprintOf({ own: own.version }) },
      context: {
        actor: { person: randomUUID(), kind: 'officer', role: 'administrator' },
        correlation: randomUUID(),
        effectiveOn: '2024-06-03',
      },
      streams: [
        {
          stream,
          expected: 1,
          events: [{ type: 'CalendarPublished', data: { calendar: own, hash: calendarHash(own) } }],
        },
      ],
    });
    await bringRules(log, [], [{ ...court, version: own.version, title: 'Shipped' }]);
    expect(await log.read(stream)).toHaveLength(2);
  });
});
