import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CalendarDays,
  CalendarsView,
  CommandAnswer,
  Day,
  HolidayCalendarFile,
  MovedDates,
  PageQuery,
  RecomputationView,
  StopRecomputation,
} from '#contracts';
import { calendarFaults, dayKinds, isUncertain, yearOf, yearsWithoutList, type HolidayCalendar } from '#legal-clock';
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
import { publishCalendarFor, steerRecomputationFor } from '../commands/publish-calendar.js';
import { mayDo, powers } from '../domain/powers.js';
import {
  calendarVersion,
  movedDates,
  publishedCalendars,
  recomputationOf,
} from '../views/recomputations/recomputations.query.js';
import { newestCalendar } from '../views/rules/rules.query.js';
import { answer } from './answer.js';

const Id = z.string().min(1).max(64);
/** What the view's column holds. */
const Version = z.coerce.number().int().min(1).max(2_147_483_647);
const Stretch = z.object({ from: Day, to: Day });
const Nothing = z.strictObject({});

/** Longest stretch of days that is answered at once. */
const MOST_DAYS = 800;

/** Described by its schema, and checked by what the command line asks as well: all that is wrong is told at once. */
const CalendarBody = Object.create(HolidayCalendarFile, {
  '~standard': {
    value: {
      ...HolidayCalendarFile['~standard'],
      validate: (value: unknown) => {
        const issues = calendarFaults(value).map(({ path, message }) => ({ path: path.split('.'), message }));
        return issues.length > 0 ? { issues } : HolidayCalendarFile['~standard'].validate(value);
      },
    },
  },
}) as typeof HolidayCalendarFile;

@ApiTags('rules')
@Controller('api/case-state/calendars')
export class CalendarsController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Get()
  @ApiOperation({ operationId: 'calendars', summary: 'Every published version of every calendar of holidays' })
  @ApiResponse({ status: 200, standardSchema: CalendarsView })
  async calendars(@WaitFor() positions: Positions): Promise<z.infer<typeof CalendarsView>> {
    await this.doors.runtime.waitFor(positions);
    return { items: await publishedCalendars(this.doors.runtime.dataSource) };
  }

  @Post()
  @Roles(...powers.publishRules)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'publishCalendar',
    summary:
      'Publish a version of a calendar, never edited afterwards; the open cases are counted on it, one after the other',
  })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async publish(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: CalendarBody }) body: HolidayCalendarFile,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await publishCalendarFor(this.doors, reader, headers, body as HolidayCalendar);
    return answer(response, outcome, `/api/case-state/calendars/${encodeURIComponent(body.id)}/${body.version}`);
  }

  @Get(':id/days')
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

  @Get(':id/:version')
  @ApiOperation({ operationId: 'calendar', summary: 'One version of a calendar, whole' })
  @ApiResponse({ status: 200, standardSchema: HolidayCalendarFile })
  async calendar(
    @WaitFor() positions: Positions,
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
  ): Promise<HolidayCalendar> {
    await this.doors.runtime.waitFor(positions);
    const row = await calendarVersion(this.doors.runtime.dataSource, id, version);
    if (!row) throw notFound();
    return row.calendar;
  }

  @Get(':id/:version/recomputation')
  @ApiOperation({
    operationId: 'recomputation',
    summary: 'How far the open cases are counted on a version; how many they are, for who keeps the rules',
  })
  @ApiResponse({ status: 200, standardSchema: RecomputationView })
  async recomputation(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
  ): Promise<RecomputationView> {
    const { runtime } = this.doors;
    await runtime.waitFor(positions);
    const found = await recomputationOf(runtime.dataSource, id, version, mayDo('publishRules', reader.roles));
    if (!found) throw notFound();
    return found;
  }

  @Get(':id/:version/moved')
  @ApiOperation({
    operationId: 'movedDates',
    summary: 'Which dates a version moved, before and after, of the cases that the reader may see',
  })
  @ApiResponse({ status: 200, standardSchema: MovedDates })
  async moved(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
    @Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof MovedDates>> {
    const { runtime } = this.doors;
    await runtime.waitFor(positions);
    return runtime.access.reading(reader, (views, sight) => movedDates(views, sight, { id, version }, query));
  }

  @Post(':id/:version/recomputation/stop')
  @Roles(...powers.publishRules)
  @HttpCode(200)
  @ApiOperation({ operationId: 'stopRecomputation', summary: 'Stop after the cases that are under way' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async stop(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
    @Body({ schema: StopRecomputation }) { reason }: z.infer<typeof StopRecomputation>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const to = { to: 'stopped', reason } as const;
    return answer(response, await steerRecomputationFor(this.doors, reader, headers, { id, version }, to));
  }

  @Post(':id/:version/recomputation/resume')
  @Roles(...powers.publishRules)
  @HttpCode(200)
  @ApiOperation({ operationId: 'resumeRecomputation', summary: 'Go on where it was stopped' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async resume(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
    @Body({ schema: Nothing }) _body: z.infer<typeof Nothing>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const to = { to: 'running' } as const;
    return answer(response, await steerRecomputationFor(this.doors, reader, headers, { id, version }, to));
  }
}
