import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CommandAnswer,
  CreateSubscription,
  LiveSignal,
  PauseSubscription,
  ProblemView,
  Resend,
  SkipLane,
  SubscriptionCreated,
  SubscriptionList,
  SubscriptionView,
  Uuid,
  type Rejection,
} from '#contracts';
import {
  Command,
  notFound,
  OpenTo,
  Reader,
  record,
  Rejected,
  WaitFor,
  type Act,
  type CommandHeaders,
  type Loaded,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import {
  askTest,
  createSubscription,
  endSubscription,
  pauseSubscription,
  resumeSubscription,
  retryLane,
  skipLane,
} from '../domain/subscription/subscription.decide.js';
import type { SubscriptionEvent } from '../domain/subscription/subscription.events.js';
import { subscriptionEnded } from '../domain/subscription/subscription.rejections.js';
import { subscription, type SubscriptionState } from '../domain/subscription/subscription.state.js';
import { Notifications } from '../notifications.js';
import { subscriptionById, subscriptionsFor } from '../views/subscriptions/subscriptions.query.js';
import { laneHead } from '../webhooks/queue/delivery-report.js';
import { secretFor, secretOf } from '../webhooks/queue/secrets.js';
import { answer, ownOrigin } from './acting.js';
import { streamSignals } from './live-stream.js';

type Decide = (state: SubscriptionState) => SubscriptionEvent[] | Rejection | Promise<SubscriptionEvent[] | Rejection>;

/** A body that may be left out. */
const WithReason = PauseSubscription.default({});
const Nothing = Resend.default({});

const REFUSED = { status: 409, standardSchema: ProblemView, description: 'The subscription has ended.' } as const;
const UNKNOWN = {
  status: 404,
  standardSchema: ProblemView,
  description: 'There is no such subscription of yours.',
} as const;
const DONE = (description: string) => ({ status: 200, standardSchema: CommandAnswer, description });

/** A person's own webhook subscriptions. An auditor sees all of them and changes none. */
@ApiTags('subscriptions')
@Controller('api/notifications/subscriptions')
@OpenTo('officer')
export class SubscriptionsController {
  constructor(private readonly notifications: Notifications) {}

  @Post()
  @ApiOperation({
    operationId: 'createSubscription',
    summary: 'Subscribe an address to what is published of inquiries',
  })
  @ApiResponse({
    status: 201,
    standardSchema: SubscriptionCreated,
    description: 'The subscription is there, from the present on. The secret is shown this once.',
  })
  @ApiResponse({
    status: 400,
    standardSchema: ProblemView,
    description:
      'The address is not allowed (`address-not-allowed`), or an inquiry is not one of yours (`inquiry-not-found`).',
  })
  async create(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Command() headers: CommandHeaders,
    @Body({ schema: CreateSubscription }) body: CreateSubscription,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof SubscriptionCreated>> {
    const { runtime, guard } = this.notifications;
    const { pool } = runtime;
    await this.notifications.waitFor(positions);
    const outcome = await runtime.commands.run(
      { operation: 'subscription.create', origin: ownOrigin(reader, headers), request: body },
      async (act) => {
        const checked = await guard.check(body.url);
        const loaded = await act.load(subscription, act.newId);
        const decided = createSubscription(
          loaded.state,
          { ...body, createdBy: reader.person },
          {
            address: 'guard' in checked ? { refused: checked.guard, why: checked.why } : checked,
            memberOf: await this.notifications.teamsOf(reader.person, body.inquiries),
          },
        );
        const rejection = record(act, loaded, decided);
        // Before the append: a subscription without a secret cannot be, a secret without a subscription is harmless.
        if (!rejection) await secretFor(pool, act.newId);
        return rejection;
      },
    );
    const secret = await secretOf(pool, outcome.id);
    if (secret === undefined) throw new Rejected(subscriptionEnded());
    const { id, version } = answer(response, outcome, `/api/notifications/subscriptions/${outcome.id}`);
    return { id, version, secret };
  }

  @Get()
  @ApiOperation({ operationId: 'listSubscriptions', summary: 'Your subscriptions' })
  @ApiResponse({ status: 200, standardSchema: SubscriptionList, description: 'Your subscriptions, oldest first.' })
  async list(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
  ): Promise<z.output<typeof SubscriptionList>> {
    await this.notifications.waitFor(positions);
    return { items: await subscriptionsFor(this.notifications, reader) };
  }

  @Get('stream')
  @ApiOperation({
    operationId: 'streamSubscriptions',
    summary: 'Live updates of your subscriptions and their deliveries',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    standardSchema: LiveSignal,
    description: 'Server-sent events: one of your subscriptions, or a delivery to it, has changed.',
  })
  async stream(@Reader() reader: RequestActor, @Req() request: Request, @Res() response: Response): Promise<void> {
    await streamSignals(request, response, reader, this.notifications, async ({ type, subject, inquiryId }) => {
      if (type !== 'DeliveryAttempted' && type !== 'SubscriptionChanged') return false;
      if (inquiryId !== undefined && !(await this.notifications.maySee(reader, inquiryId))) return false;
      return subject !== undefined && (await subscriptionById(this.notifications, reader, subject)) !== undefined;
    });
  }

  @Get(':id')
  @ApiOperation({ operationId: 'readSubscription', summary: 'A subscription, its lanes and its last day' })
  @ApiResponse({ status: 200, standardSchema: SubscriptionView, description: 'The subscription and its lanes.' })
  @ApiResponse(UNKNOWN)
  async one(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
  ): Promise<SubscriptionView> {
    await this.notifications.waitFor(positions);
    const [found] = await subscriptionsFor(this.notifications, reader, id);
    if (!found) throw notFound();
    return found;
  }

  @Post(':id/pause')
  @ApiOperation({ operationId: 'pauseSubscription', summary: 'Pause a subscription' })
  @HttpCode(200)
  @ApiResponse(DONE('Nothing is sent until it is resumed; what is published meanwhile waits.'))
  @ApiResponse(REFUSED)
  @ApiResponse(UNKNOWN)
  pause(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: WithReason }) body: z.output<typeof WithReason>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return this.act('subscription.pause', reader, id, headers, response, body, (state) =>
      pauseSubscription(state, body),
    );
  }

  @Post(':id/resume')
  @ApiOperation({ operationId: 'resumeSubscription', summary: 'Resume a paused subscription' })
  @HttpCode(200)
  @ApiResponse(DONE('Sending goes on where it stood.'))
  @ApiResponse(REFUSED)
  @ApiResponse(UNKNOWN)
  resume(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: Nothing }) body: z.output<typeof Nothing>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return this.act('subscription.resume', reader, id, headers, response, body, resumeSubscription);
  }

  @Post(':id/end')
  @ApiOperation({ operationId: 'endSubscription', summary: 'End a subscription for good' })
  @HttpCode(200)
  @ApiResponse(DONE('It has ended for good; what waited is withdrawn, the secret destroyed.'))
  @ApiResponse(UNKNOWN)
  end(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: WithReason }) body: z.output<typeof WithReason>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return this.act('subscription.end', reader, id, headers, response, body, (state) => endSubscription(state, body));
  }

  @Post(':id/test')
  @ApiOperation({ operationId: 'testSubscription', summary: 'Send a signed test event now' })
  @HttpCode(200)
  @ApiResponse(DONE('A signed test event is on its way, once; see the deliveries.'))
  @ApiResponse(REFUSED)
  @ApiResponse(UNKNOWN)
  test(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: Nothing }) body: z.output<typeof Nothing>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return this.act('subscription.test', reader, id, headers, response, body, askTest);
  }

  @Post(':id/lanes/:lane/retry')
  @ApiOperation({ operationId: 'retryLane', summary: 'Try a stopped lane again now' })
  @HttpCode(200)
  @ApiResponse(DONE('The lane is tried again now, its schedule from the beginning. A lane that flows stays as it is.'))
  @ApiResponse(REFUSED)
  @ApiResponse({ ...UNKNOWN, description: 'There is no such subscription or lane of yours.' })
  async retry(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('lane', { schema: Uuid }) lane: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: Nothing }) body: z.output<typeof Nothing>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    await this.mustSeeLane(reader, lane);
    return this.act('lane.retry', reader, id, headers, response, { lane, ...body }, async (state) =>
      retryLane(state, await laneHead(this.notifications.runtime.pool, id, lane)),
    );
  }

  @Post(':id/lanes/:lane/skip')
  @ApiOperation({ operationId: 'skipLane', summary: 'Let a stopped lane go on past what it stands at' })
  @HttpCode(200)
  @ApiResponse(DONE('The lane goes on past the delivery that it stood at; the reason is recorded under your name.'))
  @ApiResponse({
    ...REFUSED,
    description: 'The subscription has ended, or the lane is not stopped (`lane-not-stopped`).',
  })
  @ApiResponse({ ...UNKNOWN, description: 'There is no such subscription or lane of yours.' })
  async skip(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('lane', { schema: Uuid }) lane: Uuid,
    @Command() headers: CommandHeaders,
    @Body({ schema: SkipLane }) body: z.output<typeof SkipLane>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    await this.mustSeeLane(reader, lane);
    return this.act('lane.skip', reader, id, headers, response, { lane, ...body }, async (state) =>
      skipLane(state, body, await laneHead(this.notifications.runtime.pool, id, lane)),
    );
  }

  private async mustSeeLane(reader: RequestActor, lane: Uuid): Promise<void> {
    if (!(await this.notifications.maySee(reader, lane))) throw notFound();
  }

  private async act(
    operation: string,
    reader: RequestActor,
    id: Uuid,
    headers: CommandHeaders,
    response: Response,
    request: object,
    decide: Decide,
  ): Promise<CommandAnswer> {
    const outcome = await this.notifications.runtime.commands.run(
      { operation, origin: ownOrigin(reader, headers), request: { id, ...request } },
      async (act) => {
        const loaded = await ownSubscription(act, reader, id);
        return record(act, loaded, await decide(loaded.state));
      },
    );
    return answer(response, outcome);
  }
}

/** Folds a subscription for an act on it. @throws Problem not-found unless it is the person's own */
export async function ownSubscription(act: Act, reader: RequestActor, id: Uuid): Promise<Loaded<SubscriptionState>> {
  const loaded = await act.load(subscription, id);
  if (loaded.state.is === 'unknown' || loaded.state.createdBy !== reader.person) throw notFound();
  return loaded;
}
