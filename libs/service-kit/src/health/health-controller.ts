import { Controller, Get, Header, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Public } from '../identity/access-decorators.js';
import type { Service } from '../settings/services.js';

/** One thing that must hold for a service to be of use. Rejects, or answers a text, when it does not. Must be quick. */
export type HealthCheck = () => Promise<void>;

const HealthView = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.record(z.string(), z.enum(['ok', 'unavailable'])),
  })
  .meta({ id: 'Health' });
type HealthView = z.infer<typeof HealthView>;

/** A check that has not answered by then has failed. */
const CHECK_MS = 2000;

/**
 * `GET /api/<service>/health/live` (the process answers) and `/health/ready` (what it needs answers too: 200, else 503).
 * Why a check failed is in the log, not in the answer: the route is open to everybody.
 * @param checks by name, e.g. `log`, `views`
 * @param failed hears why a check failed
 */
export function healthController(
  service: Service,
  checks: Record<string, HealthCheck>,
  failed: (check: string, error: unknown) => void,
): Type {
  @Controller(`api/${service}/health`)
  class HealthController {
    @Get('live')
    @Public()
    @Header('Cache-Control', 'no-store')
    @ApiOperation({ operationId: 'live', summary: 'Whether the process answers' })
    @ApiResponse({ status: 200, standardSchema: HealthView })
    live(): HealthView {
      return { status: 'ok', checks: {} };
    }

    @Get('ready')
    @Public()
    @Header('Cache-Control', 'no-store')
    @ApiOperation({ operationId: 'ready', summary: 'Whether the service can do its work' })
    @ApiResponse({ status: 200, standardSchema: HealthView })
    @ApiResponse({ status: 503, standardSchema: HealthView, description: 'Something that it needs is away' })
    async ready(@Res({ passthrough: true }) response: Response): Promise<HealthView> {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await outcome(name, check)] as const),
      );
      const ready = results.every(([, result]) => result === 'ok');
      if (!ready) response.status(503);
      return { status: ready ? 'ok' : 'unavailable', checks: Object.fromEntries(results) };
    }
  }

  async function outcome(name: string, check: HealthCheck): Promise<'ok' | 'unavailable'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS);
    });
    try {
      await Promise.race([check(), late]);
      return 'ok';
    } catch (error) {
      failed(name, error);
      return 'unavailable';
    } finally {
      clearTimeout(timer);
    }
  }
  return HealthController;
}
