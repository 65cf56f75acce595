import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CalendarDays, CommandAnswer, Day, ProcedureDefinition, ProceduresView, PublishProcedure } from '#contracts';
import { dayKinds, isUncertain, yearOf, yearsWithoutList } from '#legal-clock';
import {
  Command,
  invalidRequest,
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
import { newestCalendar, procedureVersion, publishedProcedures } from '../views/rules/rules.query.js';
import { answer } from './answer.js';

const Id = z.string().min(1).max(64);
/** What the view's column holds. */
const Version = z.coerce.number().int().min(1).max(2_147_483_647);
const Stretch = z.object({ from: Day, to: Day });

/** Longest stretch of days that is answered at once. */
const MOST_DAYS = 800;

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

  @Get('calendars/:id/days')
  @ApiOperation({ operationId: 'calendarDays', summary: 'Every day of a stretch that is not an ordinary working day' })
  @ApiResponse({ status: 200, standardSchema: CalendarDays })
  async days(
    @WaitFor() positions: Positions,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Stretch }) { from, to }: z.infer<typeof Stretch>,
  ): Promise<z.infer<typeof CalendarDays>> {
    await this.doors.runtime.waitFor(positions);
    const calendar = await newestCalendar(this.doors.runtime.dataSource, id);
    if (!calendar) throw notFound();
    if (to < from || Date.parse(to) - Date.parse(from) > MOST_DAYS * 86_400_000)
      throw invalidRequest([{ path: 'to', message: `not before \`from\`, and at most ${MOST_DAYS} days after it` }]);
    const days = dayKinds({ from, to, calendar });
    const missing = yearsWithoutList({ from, to, calendar });
    const lists = calendar.years.filter((list) => list.year >= yearOf(from) && list.year <= yearOf(to));
    return {
      id: calendar.id,
      version: calendar.version,
      days: days.flatMap(({ day, weekend, holiday }): z.infer<typeof CalendarDays>['days'] => {
        if (holiday) return [{ day, kind: 'holiday', ...(holiday.name !== undefined && { name: holiday.name }) }];
        return weekend ? [{ day, kind: 'weekend' }] : [];
      }),
      // A year without a list is not known at all yet.
      provisional: missing.length > 0 || lists.some((list) => isUncertain(list.quality)),
    };
  }
}
