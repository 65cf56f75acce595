import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AskableCases, LimitQuery, LimitView } from '#contracts';
import { CalendarYearMissing, endOfPeriod, parsePeriod } from '#legal-clock';
import { MayAnswer, notFound, Reader, Rejected, WaitFor, type Positions, type RequestActor } from '#service-kit';
import type { z } from 'zod';
import { Intake } from '../intake.js';
import { refusal } from '../domain/refusal.js';
import { yearMissing } from '../domain/rfi/limit.js';
import { countingOf } from '../reckoning/case-counting.js';
import { askableCases, knownCase } from '../views/open-cases/open-cases.query.js';

@ApiTags('cases')
@Controller('api/intake')
export class CasesController {
  constructor(private readonly intake: Intake) {}

  @Get('cases')
  @ApiOperation({ operationId: 'listAskableCases', summary: 'Cases on which the reader may prepare a request' })
  @ApiResponse({
    status: 200,
    standardSchema: AskableCases,
    description: 'Cases on which the reader may prepare a request.',
  })
  async cases(@Reader() reader: RequestActor, @WaitFor() positions: Positions): Promise<z.infer<typeof AskableCases>> {
    const { runtime } = this.intake;
    await runtime.waitFor(positions);
    return { items: await runtime.access.reading(reader, askableCases) };
  }

  @Get('limits')
  @MayAnswer('not-found', 'rejected')
  @ApiOperation({ operationId: 'reckonLimit', summary: 'What a limit would be, and how it is reckoned' })
  @ApiResponse({
    status: 200,
    standardSchema: LimitView,
    description: 'What a limit would be, and how it is reckoned.',
  })
  async limit(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Query({ schema: LimitQuery }) query: z.infer<typeof LimitQuery>,
  ): Promise<z.infer<typeof LimitView>> {
    const { runtime } = this.intake;
    await runtime.waitFor(positions);
    const { known, counting } = await runtime.access.reading(reader, async (views) => {
      const found = await knownCase(views, query.case);
      return { known: found, counting: found && (await countingOf(views, found)) };
    });
    // Asked for a case that is not there, too: that it is not, and that it is not for this reader, are found out on one way.
    await this.intake.mustSee(reader, known?.inquiryId ?? query.case);
    if (!known) throw notFound();
    if (!counting) throw cannotReckon(`The calendar of this case, ${known.calendarId}, is not known here.`);
    const from = query.from ?? (await runtime.clock.today());
    try {
      return { from, ...endOfPeriod({ ...counting, event: from, period: parsePeriod(query.period) }) };
    } catch (error) {
      if (error instanceof CalendarYearMissing) throw cannotReckon(yearMissing(counting.calendar.title, error.year));
      throw error;
    }
  }
}

const cannotReckon = (why: string): Rejected =>
  new Rejected(refusal('limit-cannot-be-reckoned', why, { guard: 'limit-can-be-reckoned' }));
