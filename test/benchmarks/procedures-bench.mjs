// npm run bench -- --only procedures: open steps and clocks for a page of 50 cases; the open cases counted anew after a corrected list of holidays,
// stopped and gone on with in between; a command on a young case beside the same on an old one. One PostgreSQL, case-state in this process. Build first (dist/).
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { caseAggregate, openCase, takeStepByOfficer } from '../../dist/apps/case-state/src/domain/case/case.decide.js';
import { caseOn } from '../../dist/apps/case-state/src/domain/case/case.state.js';
import { explainSteps } from '../../dist/apps/case-state/src/domain/procedure/engine/explain.js';
import { defineCaseState } from '../../dist/apps/case-state/src/index.js';
import { Recomputations } from '../../dist/apps/case-state/src/timers/recomputations.js';
import { publishCalendarFor, steerRecomputationFor } from '../../dist/apps/case-state/src/commands/publish-calendar.js';
import { clockLine } from '../../dist/apps/case-state/src/views/case-board/case-view.query.js';
import { recomputationOf } from '../../dist/apps/case-state/src/views/recomputations/recomputations.query.js';
import { difference } from '../../dist/apps/case-state/src/views/as-of/as-of.query.js';
import { fingerprintOf } from '../../dist/libs/event-store/src/index.js';
import { ecBrussels } from '../../dist/libs/legal-clock/src/index.js';
import { openService } from '../../dist/libs/service-kit/src/index.js';
import { ensureServiceDatabase, startPostgres } from '../../dist/libs/service-kit/src/postgres/index.js';

const TODAY = '2024-06-03';
const actor = { person: randomUUID(), kind: 'officer', role: 'registry' };
const administrator = { person: randomUUID(), kind: 'officer', roles: ['administrator'] };
const PAGE = 50;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (number) => `${number.toFixed(number < 10 ? 2 : 0)} ms`;
async function took(act) {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

const team = { members: [{ person: actor.person, role: 'case-manager', conflict: 'none' }], leads: 1 };
const teamOn = () => team;
const then = (history, events, on) => [
  ...history,
  ...events.map((event) => ({ ...event, effectiveOn: on, actor, id: randomUUID() })),
];

/** Events of a case under a procedure, with some of its steps taken. */
function told({ rules, pins, inquiryId, number, steps }) {
  const command = { caseId: randomUUID(), number, title: { en: 'A matter' }, role: 'case-manager', effectiveOn: TODAY };
  const inquiry = { id: inquiryId, openedOn: TODAY, cases: [] };
  const opened = openCase(command, { rules, teamOn, inquiry, numberTaken: false, ...pins });
  let history = then([], opened, TODAY);
  for (const [step, inputs] of steps) {
    const role = rules.procedure.steps.find(({ id }) => id === step).may[0];
    const taken = takeStepByOfficer(history, { step, inputs, role, effectiveOn: TODAY }, { rules, teamOn });
    if (!Array.isArray(taken)) throw new Error(`${step}: ${JSON.stringify(taken)}`);
    history = then(history, taken, TODAY);
  }
  return { id: command.caseId, history };
}

const plain = (history) => history.map(({ type, data }) => ({ type, data }));
const append = (log, stream, events, expected = 0) =>
  log.append({
    command: { id: randomUUID(), operation: 'bench', fingerprint: fingerprintOf({ stream, expected }) },
    context: { actor, correlation: randomUUID(), effectiveOn: TODAY },
    streams: [{ stream, expected, events }],
  });

/** The newest version of a procedure on the newest one of its calendar, and the pins of both. */
async function rulesOf(rulebook, id) {
  const procedure = (await rulebook.readProcedure(id)).at(-1);
  const { calendar: name, version } = procedure.definition;
  const calendar = (await rulebook.readCalendar(name)).at(-1);
  const others = [...new Set(procedure.definition.clocks.flatMap((clock) => clock.calendar ?? []))];
  const otherCalendars = [];
  for (const other of others) {
    const newest = (await rulebook.readCalendar(other)).at(-1);
    otherCalendars.push({ id: other, version: newest.calendar.version, hash: newest.hash });
  }
  const pins = {
    procedurePin: { id, version, hash: procedure.hash },
    calendarPin: { id: name, version: calendar.calendar.version, hash: calendar.hash },
    otherCalendars,
  };
  const rules = await rulebook.ready({
    procedure: pins.procedurePin,
    calendar: pins.calendarPin,
    calendars: otherCalendars,
  });
  return { rules, pins };
}

/** Open steps and clocks, computed as the pages of cases show them. */
function pageOfCases(merger, antitrust, inquiryId) {
  const cases = Array.from({ length: PAGE }, (_, i) => {
    const steps = [
      [],
      [['NotificationReceived', {}]],
      [['ComplaintLodged', { complainant: 'One', formC: 'complete' }]],
    ];
    const [of, taken] = i % 3 === 1 ? [merger, steps[1]] : [antitrust, i % 3 === 2 ? steps[2] : steps[0]];
    return {
      of,
      state: caseOn(told({ ...of, inquiryId, number: i % 3 === 1 ? `M.${i}` : `AT.${i}`, steps: taken }).history),
    };
  });
  const page = () => {
    for (const { of, state } of cases) {
      explainSteps(of.rules, { case: state, team, day: TODAY });
      for (const clock of Object.values(state.clocks)) clockLine(clock, of.rules, TODAY);
    }
  };
  for (let warm = 0; warm < 20; warm++) page();
  const rounds = Array.from({ length: 50 }, () => {
    const began = process.cpuUsage();
    page();
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
  console.log(
    `open steps and clocks of ${PAGE} cases: median ${ms(median(rounds))} of CPU (${ms(median(rounds) / PAGE)} a case; wanted: under 20 ms)`,
  );
}

async function recomputing(runtime, rulebook, merger, inquiryId, count) {
  const { log, dataSource, projector } = runtime;
  const { history } = told({ ...merger, inquiryId, number: 'M.1', steps: [['NotificationReceived', {}]] });
  const events = JSON.stringify(plain(history));
  const from = history[0].data.caseId;
  const opened = async () => {
    const id = randomUUID();
    const data = { inquiryId: id, number: id.slice(0, 8), title: { en: 'A matter' } };
    await append(log, `inquiry-${id}`, [{ type: 'InquiryOpened', data }]);
    return id;
  };
  const filling = await took(async () => {
    for (let n = 0; n < count; n += 200)
      await Promise.all(
        Array.from({ length: Math.min(20, (count - n) / 10) }, async () => {
          const own = await opened();
          for (let i = 0; i < 10; i++) {
            const id = randomUUID();
            await append(log, `case-${id}`, JSON.parse(events.replaceAll(from, id).replaceAll(inquiryId, own)));
          }
        }),
      );
  });
  const folding = await took(async () => {
    while (!(await projector.reached(await log.head(), 60_000))) await pause(10);
  });
  console.log(`${count} mergers in phase I: recorded in ${ms(filling)}, then in the views in ${ms(folding)}`);

  const cases = caseAggregate((state) => rulebook.rulesOf(state));
  const failures = [];
  const recomputations = new Recomputations({ runtime, rulebook, cases, report: (error) => failures.push(error) });
  const doors = { runtime, rulebook, recomputations };
  const years = ecBrussels.years.map((list) =>
    list.year === 2024 ? { ...list, days: [...list.days, { day: '2024-06-20', name: 'Added' }] } : list,
  );
  const next = { ...ecBrussels, version: 2, years };
  const began = performance.now();
  await publishCalendarFor(doors, administrator, {}, next);
  const at = async () => recomputationOf(dataSource, next.id, next.version, true);
  const curve = [];
  let stopping;
  let resting = 0;
  for (;;) {
    const work = await at();
    const done = work?.progress?.done ?? 0;
    curve.push([performance.now() - began - resting, done]);
    if (work?.state === 'finished') break;
    if (stopping === undefined && done > count / 2) {
      const halted = performance.now();
      await steerRecomputationFor(doors, administrator, {}, next, { to: 'stopped', reason: 'To see that it stops' });
      let last = -1;
      for (let now = (await at()).progress.done; now !== last; now = (await at()).progress.done) {
        last = now;
        await pause(500);
      }
      stopping = performance.now() - halted;
      console.log(`  stopped at ${last} of ${count}; nothing more was counted after it`);
      await steerRecomputationFor(doors, administrator, {}, next, { to: 'running' });
      resting = performance.now() - halted;
    }
    await pause(200);
  }
  await recomputations.stop();
  const seconds = curve.at(-1)[0] / 1000;
  const { rows } = await runtime.pool.query(
    `select count(*)::int as events, count(distinct stream)::int as cases from log.events where type = 'ClocksRecomputed'`,
  );
  console.log(
    `  counted on the corrected list, the views included: ${seconds.toFixed(1)} s (${Math.round(count / seconds)} cases a second); ${rows[0].events} events on ${rows[0].cases} cases, ${failures.length} failures`,
  );
  for (const part of [0.25, 0.5, 0.75, 1]) {
    const point = curve.find(([, done]) => done >= part * count);
    if (point) console.log(`  ${Math.round(100 * part)} %: ${(point[0] / 1000).toFixed(1)} s`);
  }
}

/** The same command on a case of ten events and on one of ten thousand. */
async function aging(runtime, rulebook, antitrust) {
  const cases = caseAggregate((state) => rulebook.rulesOf(state));
  const made = async (replies) => {
    const inquiryId = await anInquiry(runtime.log, `I-${replies}`);
    const { id, history } = told({
      ...antitrust,
      inquiryId,
      number: `AT.${replies}`,
      steps: [['ComplaintLodged', { complainant: 'One', formC: 'complete' }]],
    });
    const on = { inquiryId, caseId: id };
    const rfis = Array.from({ length: Math.ceil(replies / 100) }, () => ({
      rfiId: randomUUID(),
      addressees: Array.from({ length: 100 }, () => randomUUID()),
    }));
    const events = [
      ...plain(history),
      ...rfis.map(({ rfiId, addressees }, n) => ({
        type: 'RfiNoted',
        data: {
          ...on,
          rfiId,
          number: n + 1,
          kind: 'simple',
          subject: { en: 'Exclusivity' },
          basis: [],
          issuedOn: TODAY,
          limit: '2024-07-01',
          limitExplanation: { steps: [], skipped: [], calendar: { id: 'ec-brussels', version: 1 }, provisional: false },
          questions: 10,
          addressees: addressees.map((addresseeId, i) => ({ addresseeId, name: `Undertaking ${i}`, country: 'DE' })),
          issuedBy: actor.person,
        },
      })),
      ...rfis
        .flatMap(({ rfiId, addressees }, n) =>
          addressees.map((addresseeId) => ({
            type: 'ReplyNoted',
            data: {
              ...on,
              rfiId,
              addresseeId,
              addressee: 'Undertaking',
              number: n + 1,
              submittedOn: TODAY,
              limit: '2024-07-01',
              late: false,
              workingDaysLate: 0,
              answered: 10,
              asked: 10,
            },
          })),
        )
        .slice(0, replies),
    ];
    for (let at = 0; at < events.length; at += 400)
      await append(runtime.log, `case-${id}`, events.slice(at, at + 400), at);
    await append(runtime.log, `inquiry-${inquiryId}`, [{ type: 'CaseLinked', data: { inquiryId, caseId: id } }], 1);
    return { id, inquiryId, events: events.length };
  };
  const [young, old] = [await made(6), await made(9_900)];
  let turn = 0;
  const command = (id) =>
    runtime.commands.run({ operation: 'bench.step', origin: { actor }, request: { id, turn } }, async (act) => {
      const it = await act.load(cases, id, { subject: true });
      const rules = rulebook.rulesOf(caseOn(it.state));
      const taking = {
        step: 'ComplaintLodged',
        inputs: { complainant: `C ${turn++}`, formC: 'complete' },
        role: 'case-handler',
      };
      const events = takeStepByOfficer(it.state, { ...taking, effectiveOn: act.effectiveOn }, { rules, teamOn });
      if (!Array.isArray(events)) return events;
      act.add(it, events);
      return undefined;
    });
  const rounds = { young: [], old: [] };
  for (let warm = 0; warm < 3; warm++) for (const { id } of [young, old]) await command(id);
  for (let round = 0; round < 15; round++) {
    rounds.young.push(await took(() => command(young.id)));
    rounds.old.push(await took(() => command(old.id)));
  }
  const ratio = median(rounds.old.map((time, i) => time / rounds.young[i]));
  console.log(
    `a command on a case of ${young.events} events: median ${ms(median(rounds.young))}; on one of ${old.events}: ${ms(median(rounds.old))}; ratio ${ratio.toFixed(1)}`,
  );
  const doors = { runtime, rulebook, directory: { list: async () => [] } };
  const all = ({ id, inquiryId }) => difference(doors, inquiryId, { fromAsOf: '2020-01-01', toAsOf: TODAY }, id);
  const [short, long] = [await took(() => all(young)), await took(() => all(old))];
  console.log(
    `all that made the case what it is, event by event: of the young one ${ms(short)}; of the old one ${ms(long)}`,
  );
}

async function anInquiry(log, number) {
  const inquiryId = randomUUID();
  await append(log, `inquiry-${inquiryId}`, [
    { type: 'InquiryOpened', data: { inquiryId, number, title: { en: 'Bench' } } },
  ]);
  return inquiryId;
}

/** @param count how many cases are counted anew */
export async function proceduresBench(count = 10_000) {
  const home = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  chmodSync(home, 0o755);
  const server = await startPostgres(join(home, 'postgres'), { settings: { max_wal_size: '4GB' } });
  try {
    const { ownerUrl, serviceUrl } = await ensureServiceDatabase(server, 'case-state');
    const definition = defineCaseState();
    const service = await openService(definition, {
      databases: { owner: ownerUrl, service: serviceUrl },
      timeZone: 'Europe/Brussels',
      demonstration: `${TODAY}T06:00:00.000Z`,
      report: (error) => console.error(error.message),
    });
    const runtime = service.connect([]);
    await runtime.projector.start();
    const { rulebook } = definition;
    const [merger, antitrust] = [await rulesOf(rulebook, 'eu-merger'), await rulesOf(rulebook, 'eu-antitrust')];
    const inquiryId = await anInquiry(runtime.log, 'I-1');
    pageOfCases(merger, antitrust, inquiryId);
    await recomputing(runtime, rulebook, merger, inquiryId, count);
    await runtime.projector.stop();
    await aging(runtime, rulebook, antitrust);
    await runtime.close();
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
