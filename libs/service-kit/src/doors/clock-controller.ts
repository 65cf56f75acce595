import { Body, Controller, Get, Header, HttpCode, Post, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { ClockView, MoveClock } from '#contracts';
import { formatPositions } from '../http/positions.js';
import { Public, Roles } from '../identity/access-decorators.js';
import type { ServiceRuntime } from '../runtime/index.js';

/** `/api/<service>/clock`: which time the service goes by; an administrator may move a demonstration's forward. */
export function clockController({ service, clock, log }: Pick<ServiceRuntime, 'service' | 'clock' | 'log'>): Type {
  @ApiTags('clock')
  @Controller(`api/${service}/clock`)
  class ClockController {
    /** Open to all: the foot of every page says which clock it is. */
    @Get()
    @ApiOperation({ operationId: 'readClock', summary: 'Which time the service goes by' })
    @Public()
    @Header('Cache-Control', 'no-store')
    @ApiResponse({ status: 200, standardSchema: ClockView, description: 'Which time the service goes by.' })
    async read(): Promise<ClockView> {
      const now = await clock.now();
      return { now, today: clock.dayOf(now), origin: clock.origin, timeZone: clock.timeZone };
    }

    @Post()
    @ApiOperation({ operationId: 'moveClock', summary: 'Move a demonstration clock forward' })
    @HttpCode(200)
    @Roles('administrator')
    @ApiResponse({ status: 200, standardSchema: ClockView, description: 'The demonstration clock has moved forward.' })
    async move(
      @Body({ schema: MoveClock }) { to }: z.infer<typeof MoveClock>,
      @Res({ passthrough: true }) response: Response,
    ): Promise<ClockView> {
      await clock.advance(to);
      // What ran out on the way has been recorded by now: who waits for this position sees it.
      response.set('Dossier-Position', formatPositions({ [service]: await log.head() }));
      return this.read();
    }
  }
  return ClockController;
}
