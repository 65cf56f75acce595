import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CommandAnswer, EndOwnSessions, EndSessions, SessionsPage, type SessionView } from '#contracts';
import {
  Command,
  OpenTo,
  Reader,
  roleInAuthority,
  Roles,
  type CommandHeaders,
  type RequestActor,
  type RunningSession,
} from '#service-kit';
import type { Response } from 'express';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { endSessions } from '../commands/end-sessions.js';
import { powers } from '../domain/powers.js';
import { answer } from './answer.js';

/** Who is signed in, and where: each person their own sessions, an administrator everybody's. */
@ApiTags('sessions')
@Controller('api/case-state')
export class SessionsController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Get('me/sessions')
  @OpenTo('officer', 'subscriber')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'ownSessions', summary: 'Where you are signed in' })
  @ApiResponse({ status: 200, standardSchema: SessionsPage })
  async own(@Reader() reader: RequestActor): Promise<z.infer<typeof SessionsPage>> {
    return this.page(reader, reader.person);
  }

  @Post('me/sessions/end')
  @OpenTo('officer', 'subscriber')
  @HttpCode(200)
  @ApiOperation({ operationId: 'endOwnSessions', summary: 'Sign yourself out elsewhere' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'They have ended, everywhere.' })
  async endOwn(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: EndOwnSessions }) which: z.infer<typeof EndOwnSessions>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const role = roleInAuthority(reader, []);
    return answer(response, await endSessions(this.doors, reader, headers, { which, because: 'own', role }));
  }

  @Get('sessions')
  @Roles(...powers.endSessions)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'sessions', summary: 'Who is signed in' })
  @ApiResponse({ status: 200, standardSchema: SessionsPage })
  async all(@Reader() reader: RequestActor): Promise<z.infer<typeof SessionsPage>> {
    return this.page(reader);
  }

  @Post('sessions/end')
  @Roles(...powers.endSessions)
  @HttpCode(200)
  @ApiOperation({ operationId: 'endSessions', summary: 'End sessions of others, with a reason, on record' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'They have ended, everywhere.' })
  async end(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: EndSessions }) { because, ...which }: z.infer<typeof EndSessions>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const role = roleInAuthority(reader, powers.endSessions);
    return answer(response, await endSessions(this.doors, reader, headers, { which, because, role }));
  }

  private async page(reader: RequestActor, person?: string): Promise<z.infer<typeof SessionsPage>> {
    const running = await this.doors.identity.sessions.running(person);
    return { items: running.slice(0, MOST).map((one) => shown(one, reader.session)), total: running.length };
  }
}

/** Sessions in one answer; an authority has a few for each of its people. */
const MOST = 1000;

const moment = (at: number): string => new Date(at).toISOString();

const shown = (one: RunningSession, current: string | undefined): SessionView => ({
  id: one.id,
  person: one.person,
  startedAt: moment(one.startedAt),
  seenAt: moment(one.seenAt),
  endsAt: moment(one.endsAt),
  ...(one.agent !== undefined && { agent: one.agent }),
  current: one.id === current,
});
