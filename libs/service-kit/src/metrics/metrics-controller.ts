import { Controller, Get, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Public } from '../identity/access-decorators.js';
import type { ServiceMetrics } from './service-metrics.js';

const Exposition = z.string().meta({ description: 'Prometheus text exposition format' });

/** `GET /api/<service>/metrics`, in the Prometheus text format. Counts and times only: nothing of any inquiry. */
export function metricsController({ service, registry }: ServiceMetrics): Type {
  @Controller(`api/${service}/metrics`)
  class MetricsController {
    @Get()
    @Public()
    @ApiOperation({ operationId: 'metrics', summary: 'Metrics for Prometheus' })
    @ApiProduces('text/plain')
    @ApiResponse({ status: 200, standardSchema: Exposition })
    async metrics(@Res() response: Response): Promise<void> {
      response
        .set('Content-Type', registry.contentType)
        .set('Cache-Control', 'no-store')
        .send(await registry.metrics());
    }
  }
  return MetricsController;
}
