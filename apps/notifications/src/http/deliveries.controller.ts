import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CommandAnswer, DeliveryDetail, DeliveryPage, DeliveryQuery, ProblemView, Resend, Uuid } from '#contracts';
import {
  Command,
  decodeCursor,
  notFound,
  OpenTo,
  Reader,
  record,
  toPage,
  WaitFor,
  type CommandHeaders,
  type Ground,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import { z } from 'zod';
import { askResend } from '../domain/subscription/subscription.decide.js';
import { Notifications } from '../notifications.js';
import { subscriptionById } from '../views/subscriptions/subscriptions.query.js';
import { attempt, attemptsOf, attemptView, laneHead, type AttemptRow } from '../webhooks/queue/delivery-report.js';
import { answer, ownOrigin } from './acting.js';
import { ownSubscription } from './subscriptions.controller.js';

const Place = z.string().regex(/^\d{1,18}$/);
const Nothing = Resend.default({});

@ApiTags('deliveries')
@Controller('api/notifications')
@OpenTo('officer')
export class DeliveriesController {
  constructor(private readonly notifications: Notifications) {}

  @Get('subscriptions/:id/deliveries')
  @ApiOperation({ operationId: 'listDeliveries', summary: 'The log of deliveries of a subscription' })
  @ApiResponse({ status: 200, standardSchema: DeliveryPage, description: 'One line per attempt, newest first.' })
  @ApiResponse({ status: 404, standardSchema: ProblemView, description: 'There is no such subscription of yours.' })
  async page(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: DeliveryQuery }) query: z.output<typeof DeliveryQuery>,
  ): Promise<z.output<typeof DeliveryPage>> {
    await this.notifications.waitFor(positions);
    if (!(await subscriptionById(this.notifications, reader, id))) throw notFound();
    const { lane, state, limit } = query;
    const sight = await this.notifications.sightOf(reader);
    const { rows, total } = await attemptsOf(
      this.notifications.runtime.pool,
      { subscription: id, lane, state, sight },
      { before: decodeCursor(query.cursor, Place), limit: limit + 1 },
    );
    return toPage(rows, limit, total, (row) => row.place, attemptView);
  }

  @Get('deliveries/:id')
  @ApiOperation({ operationId: 'readDelivery', summary: 'What was sent and answered' })
  @ApiResponse({
    status: 200,
    standardSchema: DeliveryDetail,
    description: 'What was sent and answered in this attempt.',
  })
  @ApiResponse({
    status: 404,
    standardSchema: ProblemView,
    description: 'There is no such attempt, or it is older than the log goes back.',
  })
  async one(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
  ): Promise<z.output<typeof DeliveryDetail>> {
    await this.notifications.waitFor(positions);
    const { detail, row, ground } = await this.seen(reader, id);
    if (ground) this.notifications.runtime.reads.saw(reader.person, row.lane, { kind: 'delivery', id }, ground);
    return detail;
  }

  @Post('deliveries/:id/resend')
  @ApiOperation({ operationId: 'resendDelivery', summary: 'Send a delivery once more' })
  @HttpCode(200)
  @ApiResponse({
    status: 200,
    standardSchema: CommandAnswer,
    description:
      'It is sent once more: same id and content, new time and signature, marked. Where its lane stands at it, the lane is retried.',
  })
  @ApiResponse({ status: 404, standardSchema: ProblemView, description: 'There is no such attempt of yours.' })
  @ApiResponse({
    status: 409,
    standardSchema: ProblemView,
    description: 'The subscription has ended, or it was a test (`delivery-not-numbered`).',
  })
  async resend(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: Nothing }) _body: z.output<typeof Nothing>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const { runtime } = this.notifications;
    const { row } = await this.seen(reader, id);
    const { subscription, lane, delivery, sequence } = row;
    const outcome = await runtime.commands.run(
      { operation: 'delivery.resend', origin: ownOrigin(reader, headers), request: { id } },
      async (act) => {
        const loaded = await ownSubscription(act, reader, subscription);
        const head = await laneHead(runtime.pool, subscription, lane);
        return record(
          act,
          loaded,
          askResend(loaded.state, sequence === null ? undefined : { lane, delivery, sequence }, head),
        );
      },
    );
    return answer(response, outcome);
  }

  /** @throws Problem not-found unless the reader may see the subscription, and the inquiry that the attempt is of */
  private async seen(
    reader: RequestActor,
    id: Uuid,
  ): Promise<{ row: AttemptRow; detail: z.output<typeof DeliveryDetail>; ground: Ground | undefined }> {
    const { pool, access } = this.notifications.runtime;
    const found = await attempt(pool, id);
    if (!found || !(await subscriptionById(this.notifications, reader, found.row.subscription))) throw notFound();
    const { lane, subscription } = found.row;
    // A test belongs to no inquiry.
    if (lane === subscription) return { ...found, ground: undefined };
    const ground = await access.groundFor(reader, lane);
    if (!ground) throw notFound();
    return { ...found, ground };
  }
}
