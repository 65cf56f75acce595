import { Controller, Get, Param, Req, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { LiveSignal, Uuid } from '#contracts';
import { lastEventId, liveSignals, Reader, sendEvents, type RequestActor } from '#service-kit';
import type { Request, Response } from 'express';
import { CaseStateDoors } from '../case-state.js';
import { ofThisLog } from '../domain/events.js';
import { caseOf, inquiryOf, kindOf } from '../views/kinds.js';

/** Live updates: that something happened, never what; and only to who may see it at the time of telling. */
@ApiTags('live updates')
@Controller('api/case-state')
export class LiveController implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();

  constructor(private readonly doors: CaseStateDoors) {}

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  @Get('stream')
  @ApiOperation({ operationId: 'stream', summary: 'Live signals of all inquiries that the reader may see' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, standardSchema: LiveSignal })
  async ofAll(@Reader() reader: RequestActor, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.send(reader, request, response, () => true);
  }

  @Get('inquiries/:id/stream')
  @ApiOperation({ operationId: 'inquiryStream', summary: 'Live signals of one inquiry and its cases' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, standardSchema: LiveSignal })
  async ofOne(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.doors.mustSee(reader, id);
    const { lost, stop } = this.doors.runtime.accessWatch.watch(reader, id);
    try {
      await this.send(reader, request, response, (inquiryId) => inquiryId === id, lost);
    } finally {
      stop();
    }
  }

  private async send(
    reader: RequestActor,
    request: Request,
    response: Response,
    wanted: (inquiryId: Uuid) => boolean,
    lost?: AbortSignal,
  ): Promise<void> {
    const { runtime } = this.doors;
    const after = lastEventId(request);
    await sendEvents(
      request,
      response,
      (signal) =>
        liveSignals(runtime, after, signal, async (stored) => {
          const event = ofThisLog(stored);
          const inquiryId = inquiryOf(event);
          if (inquiryId === undefined || !wanted(inquiryId)) return undefined;
          if (!(await runtime.access.groundFor(reader, inquiryId))) return undefined;
          return { position: event.position, inquiryId, subject: caseOf(event) ?? inquiryId, type: kindOf(event) };
        }),
      { reader },
      lost ? AbortSignal.any([this.ending.signal, lost]) : this.ending.signal,
    );
  }
}
