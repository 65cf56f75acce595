import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AccessView,
  ChallengeAccess,
  ChangeRestriction,
  CommandAnswer,
  GrantAccess,
  LiftRestriction,
  LiftWall,
  ProblemView,
  RaiseWall,
  RestrictAccess,
  ReviewChallenge,
  RevokeAccess,
  TwoTimes,
  Uuid,
} from '#contracts';
import {
  Command,
  notThereThen,
  Reader,
  Roles,
  thenOf,
  WaitFor,
  type CommandHeaders,
  type Positions,
  type RequestActor,
} from '#service-kit';
import { endOfDay } from '#legal-clock';
import type { Response } from 'express';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { challengeAccessTo, changeAccess } from '../commands/change-access.js';
import {
  changeRestriction,
  grantAccess,
  liftRestriction,
  liftWall,
  raiseWall,
  restrictAccess,
  reviewChallenge,
  revokeAccess,
} from '../domain/inquiry/access.decide.js';
import { inquiryOn } from '../domain/inquiry/inquiry.state.js';
import { powers } from '../domain/powers.js';
import { accessPage } from '../views/access/access.query.js';
import { answer } from './answer.js';

/** Who besides the team may see an inquiry, and who may not. */
@ApiTags('access')
@Controller('api/case-state')
export class AccessController {
  constructor(private readonly doors: CaseStateDoors) {}

  /** Folded from the log alone; only who may see it is asked of a view. */
  @Get('inquiries/:id/access')
  @ApiOperation({ operationId: 'inquiryAccess', summary: 'Who besides the team may see the inquiry, and who may not' })
  @ApiResponse({ status: 200, standardSchema: AccessView })
  async access(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
  ): Promise<AccessView> {
    const { runtime } = this.doors;
    await runtime.waitFor(positions);
    const ground = await this.doors.mustSee(reader, id);
    runtime.reads.saw(reader.person, id, { kind: 'inquiry', id }, ground);
    const then = await thenOf(runtime, times);
    if (!then) return accessPage(await this.doors.inquiryHistory(id), ground, reader);
    const history = await this.doors.inquiryHistory(id, then);
    if (!inquiryOn(history)) throw notThereThen(then);
    return accessPage(history, ground, reader, endOfDay(then.day, runtime.clock.timeZone));
  }

  @Post('inquiries/:id/grants')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'grantAccess',
    summary: 'Let a person outside the team see the inquiry, to the end of a day',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async grant(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: GrantAccess }) body: z.infer<typeof GrantAccess>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.grant',
      inquiryId: id,
      request: { id, body },
      decide: (history, facts) => grantAccess(history, body, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/grants/:grant/revoke')
  @HttpCode(200)
  @ApiOperation({ operationId: 'revokeAccess', summary: 'End a grant before its day' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async revoke(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('grant', { schema: Uuid }) grantId: Uuid,
    @Body({ schema: RevokeAccess }) body: z.infer<typeof RevokeAccess>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.revoke',
      inquiryId: id,
      request: { id, grantId, body },
      decide: (history, facts) => revokeAccess(history, { grantId, ...body }, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/walls')
  @HttpCode(200)
  @ApiOperation({ operationId: 'raiseWall', summary: 'Exclude a person from the inquiry, whatever else is given' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async raise(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: RaiseWall }) body: z.infer<typeof RaiseWall>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.raise-wall',
      inquiryId: id,
      request: { id, body },
      decide: (history, facts) => raiseWall(history, body, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/walls/:wall/lift')
  @HttpCode(200)
  @ApiOperation({ operationId: 'liftWall', summary: 'Lift a wall' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async lift(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('wall', { schema: Uuid }) wallId: Uuid,
    @Body({ schema: LiftWall }) body: z.infer<typeof LiftWall>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.lift-wall',
      inquiryId: id,
      request: { id, wallId, body },
      decide: (history, facts) => liftWall(history, { wallId, ...body }, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/restrictions')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'restrictAccess',
    summary: 'Keep the reply of an addressee for named people of the team',
    description: 'Of those who see the inquiry they alone see what it says, the administrator and auditors included.',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async restrict(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: RestrictAccess }) body: z.infer<typeof RestrictAccess>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    // Who was asked is intake's to tell: what the reader has seen of it there is known here then, too.
    await this.doors.runtime.waitFor(positions);
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.restrict',
      inquiryId: id,
      request: { id, body },
      decide: (history, facts) => restrictAccess(history, body, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/restrictions/:restriction/change')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'changeRestriction',
    summary: 'Change who is named in a restriction',
    description: 'At once: in between nobody reads the reply who is named neither before nor after.',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async changesRestriction(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('restriction', { schema: Uuid }) restrictionId: Uuid,
    @Body({ schema: ChangeRestriction }) body: z.infer<typeof ChangeRestriction>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.change-restriction',
      inquiryId: id,
      request: { id, restrictionId, body },
      decide: (history, facts) => changeRestriction(history, { restrictionId, ...body }, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/restrictions/:restriction/lift')
  @HttpCode(200)
  @ApiOperation({ operationId: 'liftRestriction', summary: 'Lift a restriction to named people' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async liftsRestriction(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('restriction', { schema: Uuid }) restrictionId: Uuid,
    @Body({ schema: LiftRestriction }) body: z.infer<typeof LiftRestriction>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.lift-restriction',
      inquiryId: id,
      request: { id, restrictionId, body },
      decide: (history, facts) => liftRestriction(history, { restrictionId, ...body }, facts),
    });
    return answer(response, outcome);
  }

  @Post('inquiries/:id/challenges/:challenge/review')
  @HttpCode(200)
  @ApiOperation({ operationId: 'reviewChallenge', summary: 'Say whether an access that was taken was right' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async review(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('challenge', { schema: Uuid }) challengeId: Uuid,
    @Body({ schema: ReviewChallenge }) body: z.infer<typeof ReviewChallenge>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await changeAccess(this.doors, reader, headers, {
      operation: 'access.review-challenge',
      inquiryId: id,
      request: { id, challengeId, body },
      decide: (history, facts) => reviewChallenge(history, { challengeId, ...body }, facts),
    });
    return answer(response, outcome);
  }

  @Post('challenges')
  @HttpCode(200)
  @Roles(...powers.challengeAccess)
  @ApiOperation({
    operationId: 'challengeAccess',
    summary: 'Take access to an inquiry for a short time, with a reason, to be reviewed',
  })
  @ApiResponse({
    status: 200,
    standardSchema: CommandAnswer,
    description:
      'You may see the inquiry, whose id this is, for a short time. It is on record, and the case manager is told.',
  })
  @ApiResponse({ status: 404, standardSchema: ProblemView, description: 'There is no such inquiry for you.' })
  async challenge(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: ChallengeAccess }) body: ChallengeAccess,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await challengeAccessTo(this.doors, reader, headers, body);
    return answer(response, outcome, `/api/case-state/inquiries/${outcome.id}`);
  }
}
