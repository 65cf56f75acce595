import { Controller, Get, Query, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ReadsPage, ReadsQuery } from '#contracts';
import type { z } from 'zod';
import { Roles } from '../identity/access-decorators.js';
import { Reader, type RequestActor } from '../identity/request-actor.js';
import type { ServiceRuntime } from '../runtime/index.js';
import { readsPage } from './reads.query.js';

/** `/api/<service>/reads`: who saw what of which inquiry, and under what; for auditors, save what a wall keeps from them. */
export function readsController({
  service,
  access,
  pool,
  reads,
}: Pick<ServiceRuntime, 'service' | 'access' | 'pool' | 'reads'>): Type {
  @ApiTags('reads')
  @Controller(`api/${service}/reads`)
  class ReadsController {
    @Get()
    @Roles('auditor')
    @ApiOperation({
      operationId: 'listReads',
      summary: 'Who saw what, newest first',
      description:
        'One entry per person, object and quarter of an hour: the first time in it. Lists and live signals are no reads: they name what may be read.',
    })
    @ApiResponse({ status: 200, standardSchema: ReadsPage, description: 'Who saw what, and under what.' })
    async list(
      @Reader() reader: RequestActor,
      @Query({ schema: ReadsQuery }) query: z.output<typeof ReadsQuery>,
    ): Promise<z.infer<typeof ReadsPage>> {
      await reads.settled();
      return readsPage(pool, await access.sightOf(reader), query);
    }
  }
  return ReadsController;
}
