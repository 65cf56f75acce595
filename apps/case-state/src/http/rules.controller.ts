import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  calendarSchema,
  CommandAnswer,
  ProcedureDefinition,
  procedureSchema,
  ProceduresView,
  PublishProcedure,
} from '#contracts';
import {
  Command,
  notFound,
  Reader,
  Roles,
  WaitFor,
  type CommandHeaders,
  type Positions,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { publishProcedureFor } from '../commands/publish-procedure.js';
import { powers } from '../domain/powers.js';
import { procedureVersion, publishedProcedures } from '../views/rules/rules.query.js';
import { answer } from './answer.js';

const Id = z.string().min(1).max(64);
/** What the view's column holds. */
const Version = z.coerce.number().int().min(1).max(2_147_483_647);

/** Files that authorities write themselves. */
const SchemaName = z.enum(['procedure', 'calendar']);
const JsonSchema = z.record(z.string(), z.unknown());

@ApiTags('rules')
@Controller('api/case-state')
export class RulesController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Get('procedures')
  @ApiOperation({ operationId: 'procedures', summary: 'Every published version of every procedure' })
  @ApiResponse({ status: 200, standardSchema: ProceduresView })
  async procedures(@WaitFor() positions: Positions): Promise<z.infer<typeof ProceduresView>> {
    await this.doors.runtime.waitFor(positions);
    const rows = await publishedProcedures(this.doors.runtime.dataSource);
    return {
      items: rows.map(({ id, version, hash, definition: { title, numberPrefixes } }) => ({
        id,
        version,
        hash,
        title,
        numberPrefixes,
      })),
    };
  }

  @Get('procedures/:id/:version')
  @ApiOperation({ operationId: 'procedure', summary: 'One version of a procedure, whole' })
  @ApiResponse({ status: 200, standardSchema: ProcedureDefinition })
  async procedure(
    @WaitFor() positions: Positions,
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
  ): Promise<ProcedureDefinition> {
    await this.doors.runtime.waitFor(positions);
    const definition = await procedureVersion(this.doors.runtime.dataSource, id, version);
    if (!definition) throw notFound();
    return definition;
  }

  @Post('procedures')
  @Roles(...powers.publishRules)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'publishProcedure',
    summary: 'Publish a version of a procedure; never edited afterwards',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async publish(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: PublishProcedure }) body: ProcedureDefinition,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await publishProcedureFor(this.doors, reader, headers, body);
    return answer(response, outcome, `/api/case-state/procedures/${body.id}/${body.version}`);
  }

  @Get('schemas/:file')
  @ApiOperation({ operationId: 'fileSchema', summary: 'JSON Schema of the file of a procedure, or of a calendar' })
  @ApiResponse({ status: 200, standardSchema: JsonSchema })
  schema(@Param('file', { schema: SchemaName }) file: z.infer<typeof SchemaName>): z.infer<typeof JsonSchema> {
    return file === 'procedure' ? procedureSchema() : calendarSchema();
  }
}
