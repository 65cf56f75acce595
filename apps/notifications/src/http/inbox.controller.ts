import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CommandAnswer, InboxPage, InboxQuery, LiveSignal, ProblemView, Uuid } from '#contracts';
import {
  Command,
  notFound,
  OpenTo,
  Reader,
  record,
  WaitFor,
  type CommandHeaders,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { readItems } from '../domain/inbox/inbox.decide.js';
import { inbox } from '../domain/inbox/inbox.state.js';
import { TOLD } from '../domain/inbox/told-facts.js';
import { Notifications } from '../notifications.js';
import { answer, ownOrigin } from './acting.js';
import { streamSignals } from './live-stream.js';

/** Items that one "all read" marks at most: twenty events of a thousand. Who has more does it twice. */
const READ_AT_ONCE = 20_000;

@ApiTags('inbox')
@Controller('api/notifications/inbox')
@OpenTo('officer')
export class InboxController {
  constructor(private readonly notifications: Notifications) {}

  @Get()
  @ApiOperation({ operationId: 'readInbox', summary: 'Your inbox' })
  @ApiResponse({ status: 200, standardSchema: InboxPage, description: 'What you have been told, newest first.' })
  async page(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Query({ schema: InboxQuery }) query: z.output<typeof InboxQuery>,
  ): Promise<z.output<typeof InboxPage>> {
    await this.notifications.waitFor(positions);
    return this.notifications.inbox.page(reader, query);
  }

  @Get('stream')
  @ApiOperation({ operationId: 'streamInbox', summary: 'Live updates of your inbox' })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    standardSchema: LiveSignal,
    description: 'Server-sent events: something of your inbox has changed. Each event is one such signal.',
  })
  async stream(@Reader() reader: RequestActor, @Req() request: Request, @Res() response: Response): Promise<void> {
    await streamSignals(request, response, reader, this.notifications, async ({ type, subject, inquiryId }) => {
      if (type === 'ItemsRead') return subject === reader.person;
      return type in TOLD && inquiryId !== undefined && this.notifications.maySee(reader, inquiryId);
    });
  }

  @Post('read-all')
  @ApiOperation({ operationId: 'markAllRead', summary: 'Mark everything in your inbox as read' })
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'All that was in your inbox is read.' })
  async readAll(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Command() headers: CommandHeaders,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    await this.notifications.waitFor(positions);
    return this.read('inbox.read-all', reader, headers, response, null, () =>
      this.notifications.inbox.unreadOf(reader, READ_AT_ONCE),
    );
  }

  @Post(':id/read')
  @ApiOperation({ operationId: 'markRead', summary: 'Mark one item of your inbox as read' })
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The item is read.' })
  @ApiResponse({ status: 404, standardSchema: ProblemView, description: 'There is no such item in your inbox.' })
  async readOne(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Command() headers: CommandHeaders,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    await this.notifications.waitFor(positions);
    return this.read('inbox.read', reader, headers, response, { id }, async () => {
      if (!(await this.notifications.inbox.holds(reader, id))) throw notFound('There is no such item in your inbox.');
      return [id];
    });
  }

  private async read(
    operation: string,
    reader: RequestActor,
    headers: CommandHeaders,
    response: Response,
    request: { id: Uuid } | null,
    items: () => Promise<Uuid[]>,
  ): Promise<CommandAnswer> {
    const { runtime } = this.notifications;
    const outcome = await runtime.commands.run(
      { operation, origin: ownOrigin(reader, headers), request },
      async (act) => {
        const loaded = await act.load(inbox, reader.person);
        return record(act, loaded, readItems(loaded.state, await items()));
      },
    );
    return answer(response, outcome);
  }
}
