import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { LogUnavailable } from '#event-store';
import { accessLog, nestLog, openLogger, reportOfRounds, reportTo } from '../../src/logging/index.js';
import { type Listening, listen } from '../listen.js';
import { eventually } from '#testing';

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

@Controller()
class LettersController {
  @Post('api/intake/letters')
  write() {
    return {};
  }
  @Get('r/:token')
  link() {
    return {};
  }
  @Get('api/intake/health/live')
  live() {
    return {};
  }
  @Get('api/intake/broken')
  broken() {
    const cause = Object.assign(new Error(`connect postgres://user:hunter2@db/x failed for ${TOKEN}`), {
      code: 'E1',
      config: { password: 'hunter2' },
    });
    throw new Error('The view could not be read', { cause });
  }
}
@Module({ controllers: [LettersController] })
class LettersModule {}

let text = '';
const lines = () =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const logger = openLogger({ level: 'debug', name: 'dossier', destination: { write: (line) => void (text += line) } });
let server: Listening;
beforeAll(async () => {
  server = await listen(LettersModule, { log: logger, accessLog: accessLog(logger) });
});
afterAll(() => server.close());
beforeEach(() => {
  text = '';
});
const answered = (path: string) =>
  eventually(() => {
    const line = lines().find((one) => one['path'] === path);
    if (!line) throw new Error('not yet');
    return line;
  });

describe('the access log', () => {
  test('has a line per request, without anything secret', async () => {
    await fetch(`${server.url}/api/intake/letters?code=secret-code&q=${TOKEN}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Request-Id': 'request-1',
        Cookie: 'dossier_session=secret-cookie',
        Authorization: 'Bearer secret-bearer',
        'Idempotency-Key': 'secret-key',
      },
      body: '{"text":"secret-body"}',
    });
    expect(await answered('/api/intake/letters')).toMatchObject({
      level: 'info',
      requestId: 'request-1',
      method: 'POST',
      status: 201,
      name: 'dossier',
    });
    expect(text).not.toContain('secret');
    expect(text).not.toContain(TOKEN);
    expect(text.match(/"status":/g)).toHaveLength(1);
  });

  test('does not tell personal links', async () => {
    await fetch(`${server.url}/r/${TOKEN}`);
    await answered('/r/[token]');
    expect(text).not.toContain('eyJ');
  });

  test('leaves out what machines ask every few seconds', async () => {
    await fetch(`${server.url}/api/intake/health/live`);
    await fetch(`${server.url}/api/intake/nothing`);
    await answered('/api/intake/nothing');
    expect(text).not.toContain('health');
  });

  test('a fault is logged with its cause, without what hangs on it', async () => {
    await fetch(`${server.url}/api/intake/broken`, { headers: { 'X-Request-Id': 'request-2' } });
    await answered('/api/intake/broken');
    const fault = lines().find((line) => line['level'] === 'error');
    expect(fault).toMatchObject({
      requestId: 'request-2',
      err: { message: 'The view could not be read', cause: { code: 'E1' } },
    });
    const answer = lines().find((line) => line['msg'] === 'answered');
    expect(answer).toMatchObject({ level: 'warn', path: '/api/intake/broken', status: 500 });
    expect(answer).not.toHaveProperty('err');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(TOKEN);
  });
});

describe('the log', () => {
  test('censors secrets in whatever is logged', () => {
    logger.info({ token: 'secret-1', request: { headers: { cookie: 'secret-2' }, body: 'secret-3' } }, 'x');
    expect(text).not.toContain('secret-');
  });

  test("takes Nest's messages with their context and errors", () => {
    const nest = nestLog(logger);
    nest.log('Mapped {/api/intake, GET} route', 'RouterExplorer');
    nest.error(new Error('boom'), 'Boot');
    nest.error('failed', 'Error: x\n  at y', 'Boot');
    nest.error({ check: 'log', err: new Error('away') }, 'A health check failed', 'intake');
    nest.verbose?.('too fine');
    expect(lines()).toMatchObject([
      { level: 'info', context: 'RouterExplorer', msg: 'Mapped {/api/intake, GET} route' },
      { level: 'error', context: 'Boot', msg: 'boom', err: { message: 'boom' } },
      { level: 'error', context: 'Boot', msg: 'failed', stack: 'Error: x\n  at y' },
      { level: 'error', context: 'intake', msg: 'A health check failed', check: 'log', err: { message: 'away' } },
    ]);
  });
});

test('what mends itself is a warning, everything else that is reported an error', () => {
  const report = reportTo(logger);
  report(new Error('The brokers are away'), { part: 'feed', level: 'warn' });
  report(new Error('The view cannot take this in'), { part: 'views' });
  report(new Error('timeout exceeded when trying to connect'), { part: 'timers' });
  expect(lines().map(({ level, msg, part }) => [level, msg, part])).toEqual([
    ['warn', 'The brokers are away', 'feed'],
    ['error', 'The view cannot take this in', 'views'],
    ['warn', 'timeout exceeded when trying to connect', 'timers'],
  ]);
});

test('what fails of a work that comes round again is a warning while the database is away, else an error', () => {
  const report = reportOfRounds(logger, 'Nobody could be reminded');
  report(new LogUnavailable('not-written', 'The log is away'));
  report(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  report(new Error('No address is known'));
  expect(lines()).toMatchObject([
    { level: 'warn', msg: 'Nobody could be reminded', err: { message: expect.stringContaining('The log is away') } },
    { level: 'warn', msg: 'Nobody could be reminded', err: { message: 'refused' } },
    { level: 'error', msg: 'Nobody could be reminded', err: { message: 'No address is known' } },
  ]);
});
