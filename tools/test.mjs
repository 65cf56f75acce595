// The test command: `npm test` runs every part, `npm run test:<part>` one. Ends with `N passed, N failed`, alone on its line.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { findBrowser, installBrowser } from './browser.mjs';
import { readyForKafka } from './kafka.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Folders of each part. `unit` are the tests beside the code of every app and library. */
const PARTS = {
  unit: ['libs/', 'apps/', 'seeds/', 'test/guards/'],
  flow: ['test/flow/'],
  security: ['test/security/'],
  kafka: ['test/kafka/'],
  containers: ['test/containers/'],
  faults: ['test/faults/'],
  browser: ['test/browser/'],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => part !== 'lint' && !(part in PARTS));
if (unknown.length > 0) {
  console.error(`There is no part named ${unknown.join(', ')}. Parts: lint, ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
/** Parts of one line share a run: while one waits for its brokers or its pages, others have the processor. */
const runs = wanted.length > 0 ? wanted.map((part) => [part]) : [['lint'], Object.keys(PARTS)];
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, said once more at the end: a run of all parts is too long to scroll through. */
const failures = [];
const results = mkdtempSync(join(tmpdir(), 'dossier-results-'));

const node = (args, env = {}) =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', failed);
    child.once('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });

function count(parts, exit, file) {
  const part = parts.join(', ');
  if (!existsSync(file)) {
    total.failed += 1;
    failures.push(`${part}: ended with status ${exit} and left no result.`);
    return;
  }
  const said = JSON.parse(readFileSync(file, 'utf8'));
  const passed = said.numPassedTests ?? said.passed;
  const failed = (said.numFailedTests ?? said.failed) + (said.numRuntimeErrorTestSuites ?? 0);
  total.passed += passed;
  total.skipped += said.numPendingTests ?? 0;
  for (const suite of said.testResults ?? []) {
    const named = (suite.assertionResults ?? []).filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of named)
      failures.push(`${relative(root, suite.name)}: ${fullName}\n    ${firstLines(failureMessages)}`);
    if (named.length === 0 && suite.status === 'failed')
      failures.push(`${relative(root, suite.name)}\n    ${firstLines([suite.message])}`);
  }
  // A runner that fails without naming a test (a leak, an open handle) counts as one failure.
  total.failed += failed || (exit === 0 ? 0 : 1);
  if (exit !== 0) return;
  if (passed + failed === 0 && !said.numPendingTests) total.failed += 1;
  // Nor may a part be without a test, whichever others it shares a run with.
  const holdsTests =
    (folders) =>
    ({ name, assertionResults }) =>
      assertionResults.length > 0 && folders.some((folder) => relative(root, name).startsWith(folder));
  for (const empty of parts.filter((each) => parts.length > 1 && !said.testResults.some(holdsTests(PARTS[each])))) {
    total.failed += 1;
    failures.push(`${empty}: there is no test in it.`);
  }
}

const firstLines = (messages) =>
  stripVTControlCharacters(messages.join('\n'))
    .split('\n')
    .filter((line) => line.trim())
    .slice(0, 6)
    .join('\n    ');

async function run(names) {
  const file = join(results, `${names.join('-')}.json`);
  if (names[0] === 'lint') return count(names, await node(['tools/lint.mjs', '--json', file]), file);
  const env = {};
  const lacking = [];
  if (names.includes('browser')) {
    const browser = findBrowser() ?? (await installBrowser());
    if (browser) env.DOSSIER_TEST_BROWSER = browser;
    else if (process.env.CI === 'true')
      lacking.push(['browser', 'There is no Chromium, and it cannot be installed here.']);
  }
  // Brokers of KAFKA_BROKERS serve the tests that need just a broker; the others start their own.
  if (names.includes('kafka')) {
    const own = await readyForKafka().catch((error) => ({ ok: false, why: error.message }));
    if (!own.ok && process.env.KAFKA_BROKERS) console.log(`kafka: with KAFKA_BROKERS alone. ${own.why}`);
    if (!own.ok && !process.env.KAFKA_BROKERS) {
      const why = `There are no brokers to test with. ${own.why} KAFKA_BROKERS is not set either.`;
      console.log(`kafka: SKIPPED. ${why}`);
      if (process.env.CI === 'true') lacking.push(['kafka', why]);
    }
  }
  for (const [part, why] of lacking) {
    console.log(`${part}: ${why} Under CI=true that is a failure.`);
    total.failed += 1;
    failures.push(`${part}: ${why}`);
  }
  const asked = names.filter((each) => !lacking.some(([part]) => part === each));
  if (asked.length === 0) return;
  const jest = [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    ...asked.flatMap((each) => PARTS[each]), // before the options: one that takes a list would take them for its own
    '--json',
    `--outputFile=${file}`,
    '--reporters=default',
  ];
  count(asked, await node(jest, env), file);
}

try {
  if (runs.some(([name]) => name !== 'lint')) {
    const built = await node(['tools/build.mjs']);
    if (built !== 0) total.failed += 1;
    if ((await node(['tools/test-packages.mjs'])) !== 0) total.failed += 1;
  }
  for (const names of runs) {
    console.log(`\n— ${names.join(', ')} —`);
    await run(names);
  }
} finally {
  rmSync(results, { recursive: true, force: true });
}
if (failures.length > 0) console.log(`\n— failed —\n${failures.join('\n')}`);
if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
