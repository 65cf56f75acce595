import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  caseworkRoles,
  CommandAnswer,
  LeadList,
  LeadView,
  PageThenQuery,
  RegisterLead,
  TakeLeadUp,
  TwoTimes,
  Uuid,
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
import { registerLead, takeLeadUp } from '../domain/lead/lead.decide.js';
import { leadAggregate } from '../domain/lead/lead.state.js';
import { Intake } from '../intake.js';
import { leadById, leadList } from '../views/lead-list/lead-list.query.js';
import { answer } from './acting.js';

@ApiTags('leads')
@Controller('api/intake/leads')
export class LeadsController {
  constructor(private readonly intake: Intake) {}

  @Post()
  @ApiOperation({ operationId: 'registerLead', summary: 'Register a lead' })
  @Roles(...caseworkRoles)
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'The lead is registered.' })
  async register(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: RegisterLead }) body: RegisterLead,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const role = roleInAuthority(reader, caseworkRoles);
    const outcome = await this.intake.runtime.commands.run(
      {
        operation: 'lead.register',
        origin: originOf(actingAs(reader, role), headers),
        request: body,
        effective: body,
        mayBackdate: mayBackdate(role),
      },
      async (act) => {
        const lead = await act.load(leadAggregate, act.newId);
        return record(act, lead, registerLead(lead.state, { type: 'RegisterLead', leadId: act.newId, ...body }));
      },
    );
    return answer(response, outcome, `/api/intake/leads/${outcome.id}`);
  }

  @Post(':id/taking')
  @ApiOperation({ operationId: 'takeLeadUp', summary: 'Take a lead up in an inquiry that runs already' })
  @Roles(...caseworkRoles)
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The lead belongs to the inquiry.' })
  async take(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: TakeLeadUp }) body: TakeLeadUp,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const { inquiryId } = body;
    const role = await this.intake.roleOn(reader, inquiryId);
    const outcome = await this.intake.runtime.commands.run(
      {
        operation: 'lead.take-up',
        origin: originOf(actingAs(reader, role), headers),
        request: { id, body },
        effective: body,
        mayBackdate: mayBackdate(role),
      },
      async (act) => {
        const lead = await act.load(leadAggregate, id);
        // Taken by an inquiry that a wall keeps from the reader, it is not there: what it tells is what that inquiry is about.
        const other = lead.state.inquiryId;
        const hidden =
          other !== undefined && (await this.intake.runtime.access.walledFrom(reader.person, [other])).size > 0;
        return record(act, lead, takeLeadUp(hidden ? leadAggregate.initial : lead.state, id, inquiryId));
      },
    );
    return answer(response, outcome);
  }

  @Get()
  @ApiOperation({ operationId: 'listLeads', summary: 'The leads, newest first' })
  @Roles(...caseworkRoles, 'auditor')
  @ApiResponse({ status: 200, standardSchema: LeadList, description: 'The leads, newest first.' })
  async list(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Query({ schema: PageThenQuery }) query: PageThenQuery,
  ): Promise<Page<LeadView>> {
    await this.intake.runtime.waitFor(positions);
    return leadList(this.intake.runtime, reader, query, await thenOf(this.intake.runtime, query));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getLead', summary: 'One lead' })
  @Roles(...caseworkRoles, 'auditor')
  @ApiResponse({ status: 200, standardSchema: LeadView, description: 'A lead.' })
  async one(
    @Reader() reader: RequestActor,
    @WaitFor() positions: Positions,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: TwoTimes }) times: TwoTimes,
  ): Promise<LeadView> {
    await this.intake.runtime.waitFor(positions);
    const lead = await leadById(this.intake.runtime, reader, id, await thenOf(this.intake.runtime, times));
    if (!lead) throw notFound();
    return lead;
  }
}
