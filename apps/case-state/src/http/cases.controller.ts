import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CaseView,
  CommandAnswer,
  MoveProcedure,
  TakeStep,
  ThreadView,
  Uuid,
  WhatIfQuery,
  WhatIfView,
} from '#contracts';
import {
  Command,
  invalidRequest,
  MayAnswer,
  notFound,
  Reader,
  WaitFor,
  type CommandHeaders,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { moveProcedureOf } from '../commands/move-procedure.js';
import { takeStepOn } from '../commands/take-step.js';
import type { Supposed } from '../domain/case/what-if.js';
import type { CaseRow } from '../views/case-board/case-board.entity.js';
import { caseById, casesOf, recordedSteps, retiredSteps } from '../views/case-board/case-board.query.js';
import { caseView } from '../views/case-board/case-view.query.js';
import { whatIfView } from '../views/case-board/what-if.query.js';
import { inquiryById } from '../views/inquiry-list/inquiry.query.js';
import { membersOf, teamOf } from '../views/membership/membership.query.js';
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
    @Res({ passthrough: true }) response: Response,
  ): Promise<CaseView> {
    const { runtime, rulebook } = this.doors;
    const row = await this.seen(reader, positions, id);
    const rules = await rulebook.ready(row.state);
    const [inquiry, siblings, members, recorded, versions, retired] = await runtime.access.reading(reader, (views) =>
      Promise.all([
        inquiryById(views, row.inquiryId),
        casesOf(views, [row.inquiryId]),
        membersOf(views, [row.inquiryId]),
        recordedSteps(views, id),
        versionsOf(views, row.state.procedure.id),
        retiredSteps(views, row.state, rules.procedure),
      ]),
    );
    const [role, today] = await Promise.all([
      runtime.access.roleOn(row.inquiryId, reader.person),
      runtime.clock.today(),
    ]);
    if (!inquiry) throw notFound();
    const team = teamOf(members, row.inquiryId, inquiry.leadId === null ? 0 : 1);
    response.set('ETag', `"${row.version}"`);
    return caseView({ row, siblings, inquiry, rules, team, recorded, today, role, retired, versions });
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
    const [inquiry, members] = await runtime.access.reading(reader, (views) =>
      Promise.all([inquiryById(views, row.inquiryId), membersOf(views, [row.inquiryId])]),
    );
    const [today, rules] = await Promise.all([runtime.clock.today(), rulebook.ready(row.state)]);
    if (!inquiry) throw notFound();
    if (query.on < today)
      throw invalidRequest([{ path: 'on', message: 'What has been is not supposed: today or later' }]);
    const team = teamOf(members, row.inquiryId, inquiry.leadId === null ? 0 : 1);
    return whatIfView(row.state, rules, team, supposedIn(query), today);
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
  ): Promise<z.infer<typeof ThreadView>> {
    await this.seen(reader, positions, id);
    return this.doors.runtime.access.reading(reader, (views) => threadOf(views, { caseId: id }));
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
