import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  ChangeRfi,
  CommandAnswer,
  DifferenceQuery,
  DifferenceView,
  IssueRfi,
  PersonalLink,
  PrepareRfi,
  ReplyView,
  RfiList,
  RfiListQuery,
  RfiView,
  TwoTimes,
  Uuid,
  WithdrawRfi,
  type RfiListItem,
} from '#contracts';
import {
  Command,
  notFound,
  notThereThen,
  Reader,
  Signs,
  thenOf,
  versionTag,
  WaitFor,
  type CommandHeaders,
  type Page,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import type { z } from 'zod';
import { Intake } from '../intake.js';
import { replyPage } from '../views/reply-page/reply-page.query.js';
import { rfiDifference } from '../views/rfi-page/rfi-difference.query.js';
import { rfiPage } from '../views/rfi-page/rfi-page.query.js';
import { rfiList, rfiListThen } from '../views/rfi-list/rfi-list.query.js';
import { answer } from './acting.js';
import { personalLink } from './personal-link.js';
import { change, issue, prepare, withdraw } from './rfi-commands.js';

@ApiTags('requests for information')
@Controller('api/intake/rfis')
export class RfisController {
  constructor(private readonly intake: Intake) {}

  @Post()
  @ApiOperation({ operationId: 'prepareRfi', summary: 'Prepare a request for information' })
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'A draft is prepared.' })
  async prepare(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @WaitFor() positions: Positions,
    @Body({ schema: PrepareRfi }) body: PrepareRfi,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    await this.intake.runtime.waitFor(positions);
    const outcome = await prepare(this.intake, { reader, headers }, body);
    return answer(response, outcome, `/api/intake/rfis/${outcome.id}`);
  }

  @Put(':id/draft')
  @ApiOperation({ operationId: 'changeRfi', summary: 'Replace the draft of a request' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The draft is replaced.' })
  async change(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: ChangeRfi }) body: z.infer<typeof ChangeRfi>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await change(this.intake, { reader, headers }, id, body));
  }

  @Post(':id/issue')
  @Signs()
  @ApiOperation({
    operationId: 'issueRfi',
    summary: 'Issue a request to its addressees',
    description: 'Signs it: the reader must have signed in within the last quarter of an hour (`sign-in-again`).',
  })
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'It is issued, and binds its addressees.' })
  async issue(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: IssueRfi }) body: z.infer<typeof IssueRfi>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    await this.intake.runtime.waitFor(positions);
    return answer(response, await issue(this.intake, { reader, headers }, id, body));
  }

  @Post(':id/withdraw')
  @ApiOperation({ operationId: 'withdrawRfi', summary: 'Withdraw a draft' })
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The draft is withdrawn.' })
  async withdraw(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: WithdrawRfi }) body: z.infer<typeof WithdrawRfi>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await withdraw(this.intake, { reader, headers }, id, body));
  }

  @Get()
  @ApiOperation({ operationId: 'listRfis', summary: 'The requests that the reader may see' })
  @ApiResponse({ status: 200, standardSchema: RfiList, description: 'The requests that the reader may see.' })
  async list(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Query({ schema: RfiListQuery }) query: z.output<typeof RfiListQuery>,
  ): Promise<Page<RfiListItem>> {
    const { runtime } = this.intake;
    await runtime.waitFor(positions);
    const then = await thenOf(runtime, query);
    return runtime.access.reading(reader, (views, sight) =>
      then ? rfiListThen(views, runtime.log, sight, query, then) : rfiList(views, sight, query),
    );
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getRfi', summary: 'One request, its addressees and what it still lacks' })
  @ApiResponse({
    status: 200,
    standardSchema: RfiView,
    description: 'A request, its addressees, and what it still lacks.',
  })
  async one(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RfiView> {
    const { runtime, contacts } = this.intake;
    await runtime.waitFor(positions);
    const { inquiryId, ground } = await this.intake.mustSeeRfi(reader, id);
    const then = await thenOf(runtime, times);
    const looking = {
      at: then,
      today: then?.day ?? (await runtime.clock.today()),
      role: await runtime.access.roleOn(inquiryId, reader.person),
      position: runtime.projector.position(),
    };
    const page = await runtime.access.reading(reader, (views, sight) =>
      rfiPage(views, sight, runtime.log, contacts, id, looking),
    );
    if (!page) throw then ? notThereThen(then) : notFound();
    response.set('ETag', versionTag(page.version));
    runtime.reads.saw(reader.person, inquiryId, { kind: 'rfi', id }, ground);
    return page;
  }

  @Get(':id/difference')
  @ApiOperation({
    operationId: 'rfiDifference',
    summary: 'What is different between any two views of a request: what changed, when and by whom',
  })
  @ApiResponse({ status: 200, standardSchema: DifferenceView, description: 'What is different between the two.' })
  async difference(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: DifferenceQuery }) query: DifferenceQuery,
  ): Promise<DifferenceView> {
    const { runtime } = this.intake;
    await runtime.waitFor(positions);
    const { inquiryId, ground } = await this.intake.mustSeeRfi(reader, id);
    runtime.reads.saw(reader.person, inquiryId, { kind: 'rfi', id }, ground);
    return rfiDifference(runtime, reader, id, query);
  }

  @Get(':id/addressees/:addresseeId')
  @ApiOperation({
    operationId: 'getReply',
    summary: 'The reply of one addressee',
    description:
      'Of a reply that is restricted to named people nobody else is told what it says: `addressee.restricted.withheld`, and no answers.',
  })
  @ApiResponse({ status: 200, standardSchema: ReplyView, description: 'A reply; its answers once it is submitted.' })
  async reply(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('addresseeId', { schema: Uuid }) addresseeId: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
  ): Promise<ReplyView> {
    const { runtime } = this.intake;
    await runtime.waitFor(positions);
    const { inquiryId, ground } = await this.intake.mustSeeRfi(reader, id);
    const then = await thenOf(runtime, times);
    const toRead = await runtime.access.groundFor(reader, inquiryId, addresseeId);
    const page = await replyPage(this.intake, reader, { rfiId: id, addresseeId, mayRead: toRead !== undefined }, then);
    if (!page) throw then ? notThereThen(then) : notFound();
    // What is withheld was not read: that somebody was asked stands on the request.
    if (toRead) runtime.reads.saw(reader.person, inquiryId, { kind: 'reply', id: addresseeId }, toRead);
    else runtime.reads.saw(reader.person, inquiryId, { kind: 'rfi', id }, ground);
    return page;
  }

  @Get(':id/addressees/:addresseeId/link')
  @ApiOperation({
    operationId: 'getPersonalLink',
    summary: 'The personal link of a principal contact',
    description:
      'A GET that leaves a trace: each reading is recorded in the log, with who read it. It is never cached (`Cache-Control: no-store`), so that no reading goes unrecorded.',
  })
  @Header('Cache-Control', 'no-store')
  @ApiResponse({
    status: 200,
    standardSchema: PersonalLink,
    description: 'The personal link of the principal contact, for the team alone. Each reading is recorded.',
  })
  async link(
    @Reader() reader: RequestActor,
    @Param('id', { schema: Uuid }) rfiId: Uuid,
    @Param('addresseeId', { schema: Uuid }) addresseeId: Uuid,
  ): Promise<z.infer<typeof PersonalLink>> {
    return personalLink(this.intake, reader, { rfiId, addresseeId });
  }
}
