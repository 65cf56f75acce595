import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CommandAnswer, DeclareConflict, JoinTeam, LeaveTeam, Uuid } from '#contracts';
import { Command, Reader, type CommandHeaders, type RequestActor } from '#service-kit';
import type { Response } from 'express';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { changeTeam } from '../commands/change-team.js';
import { declareConflict, joinTeam, leaveTeam } from '../domain/inquiry/inquiry.decide.js';
import { answer } from './answer.js';

@ApiTags('team')
@Controller('api/case-state/inquiries/:id/team')
export class TeamController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'joinTeam', summary: 'Put a person on the team, or give a member another role' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async join(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: JoinTeam }) body: z.infer<typeof JoinTeam>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const { person, role, conflict } = body;
    const outcome = await changeTeam(this.doors, reader, headers, {
      operation: 'team.join',
      inquiryId: id,
      request: { id, body },
      effective: body,
      decide: (history, effectiveOn, facts) => joinTeam(history, { person, role, conflict, effectiveOn }, facts),
    });
    return answer(response, outcome);
  }

  @Post(':person/conflict')
  @HttpCode(200)
  @ApiOperation({ operationId: 'declareConflict', summary: 'Declare whether a member has a conflict of interest' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async conflict(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('person', { schema: Uuid }) person: Uuid,
    @Body({ schema: DeclareConflict }) body: z.infer<typeof DeclareConflict>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const { conflict } = body;
    const self = person === reader.person;
    const outcome = await changeTeam(this.doors, reader, headers, {
      operation: 'team.declare-conflict',
      inquiryId: id,
      request: { id, person, body },
      effective: body,
      decide: (history, effectiveOn, facts) => declareConflict(history, { person, conflict, self, effectiveOn }, facts),
    });
    return answer(response, outcome);
  }

  @Post(':person/leave')
  @HttpCode(200)
  @ApiOperation({ operationId: 'leaveTeam', summary: 'End a membership: the person sees the inquiry no more' })
  @ApiResponse({ status: 200, standardSchema: CommandAnswer })
  async leave(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Param('person', { schema: Uuid }) person: Uuid,
    @Body({ schema: LeaveTeam }) body: z.infer<typeof LeaveTeam>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const { reason } = body;
    const outcome = await changeTeam(this.doors, reader, headers, {
      operation: 'team.leave',
      inquiryId: id,
      request: { id, person, body },
      effective: body,
      decide: (history, effectiveOn, facts) => leaveTeam(history, { person, reason, effectiveOn }, facts),
    });
    return answer(response, outcome);
  }
}
