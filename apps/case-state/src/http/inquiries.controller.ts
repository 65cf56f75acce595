import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AsOfQuery,
  AsOfView,
  CommandAnswer,
  DifferenceQuery,
  DifferenceView,
  InquiryList,
  InquiryListQuery,
  InquiryView,
  OpenCase,
  OpenInquiry,
  ThreadView,
  TimelinePage,
  TimelineQuery,
  TwoTimes,
  Uuid,
} from '#contracts';
import {
  Command,
  notFound,
  notThereThen,
  Reader,
  thenOf,
  WaitFor,
  type CommandHeaders,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { openCaseOn } from '../commands/open-case.js';
import { openInquiryFor } from '../commands/open-inquiry.js';
import { asOf, difference } from '../views/as-of/as-of.query.js';
import { inquiryListThen } from '../views/inquiry-list/inquiry-list-then.query.js';
import { inquiryList } from '../views/inquiry-list/inquiry-list.query.js';
import { inquiryView } from '../views/inquiry-list/inquiry.query.js';
import { matterNow } from '../views/matter/matter.js';
import { matterThen } from '../views/matter/matter-then.js';
import { threadOf, timelinePage } from '../views/timeline/timeline.query.js';
import { answer } from './answer.js';

@ApiTags('inquiries')
@Controller('api/case-state/inquiries')
export class InquiriesController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Post()
  @ApiOperation({ operationId: 'openInquiry', summary: 'Open an inquiry, with its first team' })
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'The inquiry is open.' })
  async open(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: OpenInquiry }) body: OpenInquiry,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await openInquiryFor(this.doors, reader, headers, body);
    return answer(response, outcome, `/api/case-state/inquiries/${outcome.id}`);
  }

  @Get()
  @ApiOperation({ operationId: 'inquiries', summary: 'The inquiries that the reader may see, newest event first' })
  @ApiResponse({ status: 200, standardSchema: InquiryList })
  async list(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Query({ schema: InquiryListQuery }) query: z.output<typeof InquiryListQuery>,
  ): Promise<z.infer<typeof InquiryList>> {
    const { runtime } = this.doors;
    await runtime.waitFor(positions);
    const [then, today] = await Promise.all([thenOf(runtime, query), runtime.clock.today()]);
    return runtime.access.reading(reader, (views, sight) =>
      then ? inquiryListThen(views, runtime.log, sight, query, then) : inquiryList(views, sight, query, today),
    );
  }

  @Get(':id')
  @ApiOperation({ operationId: 'inquiry', summary: 'An inquiry: cases, team, requests, what wants attention' })
  @ApiResponse({ status: 200, standardSchema: InquiryView })
  async one(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InquiryView> {
    const { runtime, rulebook } = this.doors;
    await runtime.waitFor(positions);
    const ground = await this.doors.mustSee(reader, id);
    const then = await thenOf(runtime, times);
    const matter = then
      ? await matterThen(runtime.log, id, then)
      : await runtime.access.reading(reader, (views) => matterNow(views, id));
    if (!matter) throw then ? notThereThen(then) : notFound();
    const today = then?.day ?? (await runtime.clock.today());
    const view = await inquiryView(matter, (state) => rulebook.ready(state), today);
    response.set('ETag', `"${view.version}"`);
    runtime.reads.saw(reader.person, id, { kind: 'inquiry', id }, ground);
    return view;
  }

  @Post(':id/cases')
  @ApiOperation({ operationId: 'openCase', summary: 'Open a case, a legal angle, on the inquiry' })
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'The case is open.' })
  async openCase(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: OpenCase }) body: OpenCase,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await openCaseOn(this.doors, reader, headers, id, body);
    return answer(response, outcome, `/api/case-state/cases/${outcome.id}`);
  }

  @Get(':id/timeline')
  @ApiOperation({ operationId: 'timeline', summary: 'What happened on an inquiry, by day of effect or as recorded' })
  @ApiResponse({ status: 200, standardSchema: TimelinePage })
  async timeline(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TimelineQuery }) query: z.output<typeof TimelineQuery>,
  ): Promise<z.infer<typeof TimelinePage>> {
    await this.doors.runtime.waitFor(positions);
    await this.shows(reader, id);
    const then = await thenOf(this.doors.runtime, query);
    return this.doors.runtime.access.reading(reader, (views) => timelinePage(views, id, query, then));
  }

  @Get(':id/thread')
  @ApiOperation({ operationId: 'inquiryThread', summary: 'Both times of every event of an inquiry' })
  @ApiResponse({ status: 200, standardSchema: ThreadView })
  async thread(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
  ): Promise<z.infer<typeof ThreadView>> {
    await this.doors.runtime.waitFor(positions);
    await this.shows(reader, id);
    const then = await thenOf(this.doors.runtime, times);
    return this.doors.runtime.access.reading(reader, (views) => threadOf(views, { inquiryId: id }, then));
  }

  /** Folded from the log alone; only who may see it is asked of a view. */
  @Get(':id/as-of')
  @ApiOperation({ operationId: 'inquiryAsOf', summary: 'The inquiry as it was recorded and as it stood on a day' })
  @ApiResponse({ status: 200, standardSchema: AsOfView })
  async asOf(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: AsOfQuery }) query: z.output<typeof AsOfQuery>,
  ): Promise<AsOfView> {
    await this.doors.runtime.waitFor(positions);
    await this.shows(reader, id);
    return asOf(this.doors, id, query);
  }

  /** Folded from the log alone, like each of the two. */
  @Get(':id/difference')
  @ApiOperation({
    operationId: 'inquiryDifference',
    summary: 'What is different between any two views of an inquiry: what changed, when and by whom',
  })
  @ApiResponse({ status: 200, standardSchema: DifferenceView })
  async difference(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: DifferenceQuery }) query: DifferenceQuery,
  ): Promise<DifferenceView> {
    await this.doors.runtime.waitFor(positions);
    await this.shows(reader, id);
    return difference(this.doors, id, query);
  }

  /** One more look at the inquiry, by another of its pages: the same read. @throws Problem not-found */
  private async shows(reader: RequestActor, id: Uuid): Promise<void> {
    const ground = await this.doors.mustSee(reader, id);
    this.doors.runtime.reads.saw(reader.person, id, { kind: 'inquiry', id }, ground);
  }
}
