import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { healthController } from '../../src/health/index.js';
import { metricsController, serviceMetrics } from '../../src/metrics/index.js';
import { type Listening, listen } from '../listen.js';

@Controller('api/intake')
class LeadsController {
  @Get('leads/:id')
  lead(@Param('id') id: string) {
    return { id };
  }
}

let away: Error | undefined;
const failures: [string, unknown][] = [];
const intake = serviceMetrics('intake');
const caseState = serviceMetrics('case-state');

@Module({
  controllers: [
    LeadsController,
    healthController(
      'intake',
      {
        log: async () => {
          if (away) throw away;
        },
        views: async () => undefined,
      },
      (check, error) => failures.push([check, error]),
    ),
    healthController('case-state', { stuck: () => new Promise(() => undefined) }, () => undefined),
    metricsController(intake),
    metricsController(caseState),
  ],
})
class TwoServicesModule {}

let server: Listening;
beforeAll(async () => {
  server = await listen(TwoServicesModule, { metrics: [intake, caseState] });
});
afterAll(() => server.close());
const get = (path: string) => fetch(`${server.url}${path}`);

describe('health', () => {
  test('a live process says so whatever it needs', async () => {
    away = new Error('gone');
    expect((await get('/api/intake/health/live')).status).toBe(200);
    away = undefined;
  });

  test('a service is ready when all that it needs is', async () => {
    const response = await get('/api/intake/health/ready');
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', checks: { log: 'ok', views: 'ok' } },
    ]);
  });

  test('and else is not; why is told to the log alone', async () => {
    away = new Error('connect db.internal');
    const response = await get('/api/intake/health/ready');
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'unavailable', checks: { log: 'unavailable', views: 'ok' } },
    ]);
    expect(failures).toEqual([['log', away]]);
  });

  test('a check that does not answer has failed', async () => {
    expect((await get('/api/case-state/health/ready')).status).toBe(503);
  });
});

describe('metrics', () => {
  test('count by route, not by address, each service for itself', async () => {
    await get('/api/intake/leads/1');
    await get('/api/intake/leads/2');
    await get('/api/intake/nowhere/3');
    const text = await (await get('/api/intake/metrics')).text();
    expect(text).toMatch(/_count\{service="intake",method="GET",route="\/api\/intake\/leads\/:id",status="200"\} 2/);
    expect(text).toMatch(/route="none",status="404"/);
    expect(text).not.toMatch(/leads\/1|nowhere/);
    expect(text).toContain('process_cpu_seconds_total');
    const other = await (await get('/api/case-state/metrics')).text();
    expect(other).not.toContain('leads');
    expect(other).toContain('service="case-state"');
  });
});
