import { Controller, Get, Param, Req, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { LiveSignal, Uuid } from '#contracts';
import { lastEventId, liveSignals, Reader, sendEvents, type RequestActor } from '#service-kit';
import type { Request, Response } from 'express';
import type { IntakeEvent } from '../domain/events.js';
import { Intake } from '../intake.js';

/** Live updates: that something happened, never what. Registered before the controller of single requests: `stream` is no id. */
@ApiTags('live updates')
@Controller('api/intake/rfis')
export class LiveController implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();

  constructor(private readonly intake: Intake) {}

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  @Get('stream')
  @ApiOperation({ operationId: 'streamRfis', summary: 'Live updates of all requests that the reader may see' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, standardSchema: LiveSignal, description: 'Of all requests that the reader may see.' })
  async ofAll(@Reader() reader: RequestActor, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.send(reader, request, response, () => true);
  }

  @Get(':id/stream')
  @ApiOperation({ operationId: 'streamRfi', summary: 'Live updates of one request' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, standardSchema: LiveSignal, description: 'Of one request and its addressees.' })
  async ofOne(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { inquiryId } = await this.intake.mustSeeRfi(reader, id);
    const { lost, stop } = this.intake.runtime.accessWatch.watch(reader, inquiryId);
    try {
      await this.send(reader, request, response, ({ rfiId }) => rfiId === id, lost);
    } finally {
      stop();
    }
  }

  private async send(
    reader: RequestActor,
    request: Request,
    response: Response,
    wanted: (subject: Subject) => boolean,
    lost?: AbortSignal,
  ): Promise<void> {
    const { runtime } = this.intake;
    const after = lastEventId(request);
    await sendEvents(
      request,
      response,
      (signal) =>
        liveSignals(runtime, after, signal, async (event) => {
          const { inquiryId, rfiId, addresseeId } = event.data as Subject;
          if (!inquiryId || !rfiId || !wanted({ rfiId })) return undefined;
          const reply = STANDS_ON_REQUEST.has(event.type) ? undefined : addresseeId;
          if (!(await runtime.access.groundFor(reader, inquiryId, reply))) return undefined;
          return { position: event.position, inquiryId, subject: addresseeId ?? rfiId, type: event.type };
        }),
      { reader },
      lost ? AbortSignal.any([this.ending.signal, lost]) : this.ending.signal,
    );
  }
}

/** Of an addressee whose reply is for named people alone, what the others see on the request all the same. */
const STANDS_ON_REQUEST = new Set<IntakeEvent['type']>([
  'AddresseeAsked',
  'ReplySubmitted',
  'ReplyOverdue',
]) as Set<string>;

/** What events of requests and replies say they are about. */
type Subject = Partial<Record<'inquiryId' | 'rfiId' | 'addresseeId', Uuid>>;
