import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CommandAnswer,
  DraftQuestionnaire,
  PageThenQuery,
  QuestionnaireList,
  QuestionnaireView,
  twoTimes,
  Uuid,
  caseworkRoles,
} from '#contracts';
import {
  actingAs,
  Command,
  mayBackdate,
  notFound,
  originOf,
  Reader,
  record,
  roleInAuthority,
  Roles,
  thenOf,
  WaitFor,
  type CommandHeaders,
  type Page,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import { z } from 'zod';
import { draftQuestionnaire, reviseQuestionnaire } from '../domain/questionnaire/questionnaire.decide.js';
import { questionnaireAggregate } from '../domain/questionnaire/questionnaire.state.js';
import { Intake } from '../intake.js';
import { questionnaireById, questionnaireList } from '../views/questionnaire-list/questionnaire-list.query.js';
import { answer } from './acting.js';

/** `?version=2`: which version's content is shown; the latest when absent. */
const VersionQuery = z.object({ version: z.coerce.number().int().min(1).optional(), ...twoTimes });

@ApiTags('questionnaires')
@Controller('api/intake/questionnaires')
export class QuestionnairesController {
  constructor(private readonly intake: Intake) {}

  @Post()
  @ApiOperation({ operationId: 'draftQuestionnaire', summary: 'Publish a new questionnaire' })
  @Roles(...caseworkRoles)
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'Version 1 is published.' })
  async draft(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: DraftQuestionnaire }) body: DraftQuestionnaire,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await this.intake.runtime.commands.run(
      this.spec('questionnaire.draft', reader, headers, {}, body),
      async (act) => {
        const loaded = await act.load(questionnaireAggregate, act.newId);
        const { content, provenance } = body;
        const command = { type: 'DraftQuestionnaire' as const, questionnaireId: act.newId, content };
        return record(act, loaded, draftQuestionnaire(loaded.state, { ...command, ...(provenance && { provenance }) }));
      },
    );
    return answer(response, outcome, `/api/intake/questionnaires/${outcome.id}`);
  }

  @Post(':id/versions')
  @ApiOperation({ operationId: 'reviseQuestionnaire', summary: 'Publish the next version of a questionnaire' })
  @Roles(...caseworkRoles)
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'The next version is published.' })
  async revise(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: DraftQuestionnaire }) body: DraftQuestionnaire,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await this.intake.runtime.commands.run(
      this.spec('questionnaire.revise', reader, headers, { id }, body),
      async (act) => {
        const loaded = await act.load(questionnaireAggregate, id);
        const { content, provenance } = body;
        const command = { type: 'ReviseQuestionnaire' as const, content };
        return record(
          act,
          loaded,
          reviseQuestionnaire(loaded.state, { ...command, ...(provenance && { provenance }) }),
        );
      },
    );
    return answer(response, outcome, `/api/intake/questionnaires/${id}`);
  }

  @Get()
  @ApiOperation({ operationId: 'listQuestionnaires', summary: 'The questionnaires, newest first' })
  @Roles(...caseworkRoles, 'auditor')
  @ApiResponse({ status: 200, standardSchema: QuestionnaireList, description: 'The questionnaires, newest first.' })
  async list(
    @WaitFor() positions: Positions,
    @Query({ schema: PageThenQuery }) query: PageThenQuery,
  ): Promise<Page<Omit<QuestionnaireView, 'content'>>> {
    await this.intake.runtime.waitFor(positions);
    const { dataSource, log } = this.intake.runtime;
    return questionnaireList(dataSource, log, query, await thenOf(this.intake.runtime, query));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getQuestionnaire', summary: 'One questionnaire, with the content of one version' })
  @Roles(...caseworkRoles, 'auditor')
  @ApiResponse({
    status: 200,
    standardSchema: QuestionnaireView,
    description: 'A questionnaire and one version of it.',
  })
  async one(
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: VersionQuery }) { version, ...times }: z.infer<typeof VersionQuery>,
  ): Promise<QuestionnaireView> {
    await this.intake.runtime.waitFor(positions);
    const { runtime } = this.intake;
    const then = await thenOf(runtime, times);
    const questionnaire = await questionnaireById(runtime.dataSource, runtime.log, id, version, then);
    if (!questionnaire) throw notFound();
    return questionnaire;
  }

  private spec(
    operation: string,
    reader: RequestActor,
    headers: CommandHeaders,
    parameters: object,
    body: DraftQuestionnaire,
  ) {
    const role = roleInAuthority(reader, caseworkRoles);
    return {
      operation,
      origin: originOf(actingAs(reader, role), headers),
      request: { ...parameters, body },
      effective: body,
      mayBackdate: mayBackdate(role),
    };
  }
}
