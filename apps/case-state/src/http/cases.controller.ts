import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CaseView,
  CommandAnswer,
  CorrectStep,
  DifferenceQuery,
  DifferenceView,
  LinkCases,
  MoveProcedure,
  ReopenCase,
  TakeStep,
  ThreadView,
  TwoTimes,
  UnlinkCases,
  Uuid,
  WhatIfQuery,
  WhatIfView,
} from '#contracts';
import {
  Command,
  invalidRequest,
  MayAnswer,
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
import { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { changeLink } from '../commands/link-cases.js';
import { moveProcedureOf } from '../commands/move-procedure.js';
import { correctStepOn, reopenCaseOn, takeStepOn } from '../commands/take-step.js';
import { linkCases, unlinkCases } from '../domain/relation/relation.js';
import { linkedTo } from '../views/relations/relations.query.js';
import type { Supposed } from '../domain/case/what-if.js';
import type { CaseRow } from '../views/case-board/case-board.entity.js';
import { difference } from '../views/as-of/as-of.query.js';
import { caseById, recordedSteps, retiredSteps, undoneClosings } from '../views/case-board/case-board.query.js';
import { caseView } from '../views/case-board/case-view.query.js';
import { whatIfView } from '../views/case-board/what-if.query.js';
import { matterNow, teamIn } from '../views/matter/matter.js';
import { matterThen } from '../views/matter/matter-then.js';
import { versionsOf } from '../views/rules/rules.query.js';
import { threadOf } from '../views/timeline/timeline.query.js';
import { answer } from './answer.js';

const Inputs = z.record(z.string(), z.union([z.string().max(4000), z.number()]));

/** @throws Problem when the inputs are no JSON object of texts and numbers */
function supposedIn({ on, step, inputs, clock, act, for: length }: z.infer<typeof WhatIfQuery>): Supposed {
  if (step === undefined && clock !== undefined && act !== undefined)
    return { on, clock, act, ...(length !== undefined && { length }) };
  let said: unknown;
  try {
    said = JSON.parse(inputs ?? '{}');
  } catch {
    said = undefined;
  }
  const read = Inputs.safeParse(said);
  if (!read.success) throw invalidRequest([{ path: 'inputs', message: 'a JSON object of texts and numbers' }]);
  return { on, step: step ?? '', inputs: read.data };
}

@ApiTags('cases')
@Controller('api/case-state/cases')
export class CasesController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Get(':id')
  @ApiOperation({
    operationId: 'case',
    summary: 'A case: its procedure, which steps are open and why the others are not, its clocks and requests',
  })
  @ApiResponse({ status: 200, standardSchema: CaseView })
  async one(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CaseView> {
    const { runtime, rulebook } = this.doors;
    const now = await this.seen(reader, positions, id);
    const then = await thenOf(runtime, times);
    const was = then && (await matterThen(runtime.log, now.inquiryId, then));
    const row = then ? was?.cases.find((one) => one.id === id) : now;
    if (!row) throw then ? notThereThen(then) : notFound();
    const rules = await rulebook.ready(row.state);
    const [matter, recorded, linked, versions, retired, undone] = await runtime.access.reading(reader, (views, sight) =>
      Promise.all([
        was ?? matterNow(views, now.inquiryId),
        was?.recorded ?? recordedSteps(views, id),
        linkedTo(views, sight, id, then),
        versionsOf(views, row.state.procedure.id),
        retiredSteps(views, row.state, rules.procedure),
        then ? [] : undoneClosings(views, row.state),
      ]),
    );
    if (!matter) throw notFound();
    const { inquiry, cases: siblings } = matter;
    const team = teamIn(matter);
    const today = then?.day ?? (await runtime.clock.today());
    // Nothing is done in a view of the past.
    const role = then ? undefined : await runtime.access.roleOn(now.inquiryId, reader.person);
    response.set('ETag', `"${row.version}"`);
    return caseView({ row, siblings, inquiry, rules, team, recorded, today, role, linked, versions, retired, undone });
  }

  @Get(':id/what-if')
  @ApiOperation({
    operationId: 'whatIf',
    summary: 'Play a step, or an act on a clock, through on a day: all dates before and after. Writes nothing',
  })
  @ApiResponse({ status: 200, standardSchema: WhatIfView })
  async whatIf(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: WhatIfQuery }) query: z.infer<typeof WhatIfQuery>,
  ): Promise<WhatIfView> {
    const { runtime, rulebook } = this.doors;
    const row = await this.seen(reader, positions, id);
    const matter = await runtime.access.reading(reader, (views) => matterNow(views, row.inquiryId));
    const [today, rules] = await Promise.all([runtime.clock.today(), rulebook.ready(row.state)]);
    if (!matter) throw notFound();
    if (query.on < today)
      throw invalidRequest([{ path: 'on', message: 'What has been is not supposed: today or later' }]);
    return whatIfView(row.state, rules, teamIn(matter), supposedIn(query), today);
  }

  @Post(':id/steps')
  @HttpCode(200)
  @MayAnswer('sign-in-again')
  @ApiOperation({
    operationId: 'takeStep',
    summary: 'Take a step of the procedure',
    description:
      'A step that is an act of the authority (`signed`) asks for a sign-in of the last quarter of an hour (`sign-in-again`).',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The step is taken.' })
  async takeStep(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: TakeStep }) body: TakeStep,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await takeStepOn(this.doors, reader, headers, id, body));
  }

  @Post(':id/links')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'linkCases',
    summary: 'Link the case to another one, of this inquiry or of another that the reader may see',
    description: 'The link is shown on both cases, to those who may see both; nobody else learns of it.',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The two cases are linked.' })
  async link(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: LinkCases }) { caseId: other, reason }: LinkCases,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const link = { operation: 'case.link', caseId: id, other, reason };
    return answer(response, await changeLink(this.doors, { reader, headers }, link, linkCases));
  }

  @Post(':id/links/:other/removal')
  @HttpCode(200)
  @ApiOperation({ operationId: 'unlinkCases', summary: 'End the link between two cases' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The two cases are no longer linked.' })
  async unlink(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('other', { schema: Uuid }) other: Uuid,
    @Body({ schema: UnlinkCases }) { reason }: UnlinkCases,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const link = { operation: 'case.unlink', caseId: id, other, reason };
    return answer(response, await changeLink(this.doors, { reader, headers }, link, unlinkCases));
  }

  @Post(':id/corrections')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'correctStep',
    summary: 'Record a step anew, as it really was, in the place of an earlier record of it',
    description:
      'What was recorded stays; of several corrections the last recorded stands. Later steps that come out differently by it are recorded anew along with it; it is refused where one would not stand.',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The correction is recorded.' })
  async correct(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: CorrectStep }) body: CorrectStep,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await correctStepOn(this.doors, reader, headers, id, body));
  }

  @Post(':id/reopening')
  @HttpCode(200)
  @ApiOperation({ operationId: 'reopenCase', summary: 'Open a closed case again, in a stage that it has been in' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The case is open again.' })
  async reopen(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: ReopenCase }) body: ReopenCase,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await reopenCaseOn(this.doors, reader, headers, id, body));
  }

  @Post(':id/procedure')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'moveProcedure',
    summary:
      'Go on under another version of the procedure; refused with all reasons where it does not know where the case stands',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async moveProcedure(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: MoveProcedure }) body: MoveProcedure,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await moveProcedureOf(this.doors, reader, headers, id, body));
  }

  @Get(':id/thread')
  @ApiOperation({ operationId: 'caseThread', summary: 'Both times of every event of a case' })
  @ApiResponse({ status: 200, standardSchema: ThreadView })
  async thread(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
  ): Promise<z.infer<typeof ThreadView>> {
    await this.seen(reader, positions, id);
    const then = await thenOf(this.doors.runtime, times);
    return this.doors.runtime.access.reading(reader, (views) => threadOf(views, { caseId: id }, then));
  }

  @Get(':id/difference')
  @ApiOperation({
    operationId: 'caseDifference',
    summary: 'What is different between any two views of a case: what changed, when and by whom',
  })
  @ApiResponse({ status: 200, standardSchema: DifferenceView })
  async difference(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: DifferenceQuery }) query: DifferenceQuery,
  ): Promise<DifferenceView> {
    const { inquiryId } = await this.seen(reader, positions, id);
    return difference(this.doors, inquiryId, query, id);
  }

  /** @throws Problem not-found */
  private async seen(reader: RequestActor, positions: Positions, id: Uuid): Promise<CaseRow> {
    const { runtime } = this.doors;
    await runtime.waitFor(positions);
    const row = await runtime.access.reading(reader, (views) => caseById(views, id));
    // Asked for a case that is not there, too: that it is not, and that it is not for this reader, are found out on one way.
    const ground = await this.doors.mustSee(reader, row?.inquiryId ?? id);
    if (!row) throw notFound();
    runtime.reads.saw(reader.person, row.inquiryId, { kind: 'case', id }, ground);
    return row;
  }
}
