import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Query,
  Res,
  ServiceUnavailableException,
  UseGuards,
  type CanActivate,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import { toCloudEvent } from '../cloud-event/cloud-event.js';
import type { FeedSource } from '../feed.js';
import { isBeyond } from '../publisher/numbering-signal.js';
import { AnotherLog } from '../refusals.js';
import {
  EventsAnswer,
  EventsQuery,
  HeadsAtBody,
  LanesAnswer,
  LanesQuery,
  NumberedAnswer,
  NumberedQuery,
} from './feed-answers.js';

/**
 * The door through which other services read what this one has published: `GET /api/<service>/feed`.
 * @param path route of the feed, e.g. `api/intake/feed`
 * @param guards who may read: it tells everything that is published, and is for services alone
 */
export function feedController(
  path: string,
  source: FeedSource,
  guards: (Type<CanActivate> | CanActivate)[],
): Type<unknown> {
  @ApiTags('feed')
  @Controller(path)
  @UseGuards(...guards)
  class FeedController implements OnModuleDestroy {
    private readonly ending = new AbortController();

    /** Readers that wait are sent away, or the server could not end. */
    onModuleDestroy(): void {
      this.ending.abort();
    }

    @Get()
    @ApiOperation({ operationId: 'readFeed', summary: 'Published events of one lane, or of all in order' })
    @ApiResponse({
      status: 200,
      standardSchema: EventsAnswer,
      description: 'Events after the given one, in order, as CloudEvents.',
    })
    async events(
      @Query({ schema: EventsQuery }) query: z.output<typeof EventsQuery>,
    ): Promise<z.output<typeof EventsAnswer>> {
      const { lane, after, limit } = query;
      const log = await source.identity();
      // The page is read as one of that log, or not at all: no event of before a restore is ever said to be of the log of now.
      const page = lane === undefined ? source.after(after, limit, log) : source.lane(lane, after, limit, log);
      const events = await page.catch((error: unknown) => {
        if (error instanceof AnotherLog) throw new ServiceUnavailableException(error.message);
        throw error;
      });
      return { log, events: events.map((event) => ({ ordinal: event.ordinal, event: toCloudEvent(event) })) };
    }

    @Get('lanes')
    @ApiOperation({ operationId: 'readLanes', summary: 'The lanes and the last sequence of each' })
    @ApiResponse({
      status: 200,
      standardSchema: LanesAnswer,
      description: 'Heads of the lanes, in order of their names.',
    })
    async lanes(
      @Query({ schema: LanesQuery }) { after, limit }: z.output<typeof LanesQuery>,
    ): Promise<z.output<typeof LanesAnswer>> {
      return { log: await source.identity(), lanes: await source.heads(after, limit) };
    }

    @Post('lanes/heads')
    @HttpCode(200)
    @ApiOperation({
      operationId: 'readLaneHeadsAt',
      summary: 'The last sequence of each of some lanes as of a position of the log',
    })
    @ApiResponse({
      status: 200,
      standardSchema: LanesAnswer,
      description: 'Heads of those lanes; 0 where there was none.',
    })
    async headsAt(
      @Body({ schema: HeadsAtBody }) { position, lanes }: z.output<typeof HeadsAtBody>,
    ): Promise<z.output<typeof LanesAnswer>> {
      return { log: await source.identity(), lanes: await source.headsAt(position, lanes) };
    }

    @Get('numbered')
    @ApiOperation({ operationId: 'readNumbered', summary: 'How far publication has come' })
    @ApiResponse({
      status: 200,
      standardSchema: NumberedAnswer,
      description: 'At once, or when more has been published, or when the time to wait is up.',
    })
    async numbered(
      @Query({ schema: NumberedQuery }) query: z.output<typeof NumberedQuery>,
      @Res({ passthrough: true }) response: ServerResponse,
    ): Promise<z.output<typeof NumberedAnswer>> {
      const now = await source.standing();
      if (isBeyond(now, query) || query.wait === 0) return { log: await source.identity(), ...now };
      const news = await source.moved(query, AbortSignal.any([AbortSignal.timeout(query.wait), this.ending.signal]));
      if (this.ending.signal.aborted) {
        response.setHeader('connection', 'close');
        throw new ServiceUnavailableException('this service is ending');
      }
      return { log: await source.identity(), ...(news ?? now) };
    }
  }
  return FeedController;
}
