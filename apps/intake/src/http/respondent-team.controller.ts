import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AcceptTerms, CommandAnswer, InviteCollaborator, RespondentTeam, Uuid } from '#contracts';
import {
  actingAs,
  Command,
  Limited,
  MayAnswer,
  OpenTo,
  originOf,
  Reader,
  record,
  Rejected,
  versionTag,
  type CommandHeaders,
  type CommandOutcome,
  type RequestActor,
} from '#service-kit';
import { uuid5 } from '#event-store';
import type { Response } from 'express';
import type { z } from 'zod';
import { unknownContact } from '../directory/contacts.js';
import {
  acceptAsPrincipal,
  acceptTerms,
  hasAcceptedAsPrincipal,
  invite,
  PRINCIPAL_TERMS,
  principalOnly,
  remove,
  replyTeamAggregate,
  standingOf,
  TERMS,
  type ReplyTeam,
} from '../domain/reply-team/reply-team.js';
import { Intake } from '../intake.js';
import { invitationMail } from '../mail/mails.js';
import { answer } from './acting.js';
import { answeringFor, mayAnswer, type Answering } from './answering.js';
import { linkOf } from './personal-link.js';
import { addressOf } from './sending.js';

/** Who answers for an undertaking: the principal contact takes in others, who accept the terms. Each sees the own request and no other. */
@ApiTags('respondent')
@Controller('api/intake/respondent')
export class RespondentTeamController {
  constructor(private readonly intake: Intake) {}

  @Get('team')
  @ApiOperation({ operationId: 'getRespondentTeam', summary: 'Who answers with the respondent, and the terms' })
  @OpenTo('respondent')
  @MayAnswer('not-found')
  @Header('Cache-Control', 'no-store')
  @ApiResponse({ status: 200, standardSchema: RespondentTeam, description: 'A collaborator sees no other.' })
  async team(@Reader() reader: RequestActor, @Res({ passthrough: true }) response: Response): Promise<RespondentTeam> {
    const who = await answeringFor(this.intake, reader);
    const { state, version } = await this.intake.runtime.commands.state(replyTeamAggregate, who.addresseeId);
    response.set('ETag', versionTag(version));
    const principal = who.role === 'principal-contact';
    const shown = principal ? state.collaborators : [];
    const people = await this.intake.contacts.find(shown.map(({ person }) => person));
    return {
      addressee: who.addressee.of?.addressee ?? '',
      role: who.role,
      terms: principal
        ? { ...PRINCIPAL_TERMS, accepted: hasAcceptedAsPrincipal(state, who.person) }
        : { ...TERMS, accepted: who.accepted },
      collaborators: shown.map(({ person, removed }) => {
        const { name, email } = people.get(person) ?? unknownContact(person);
        const accepted = standingOf(state, person) === 'accepted';
        return { person, name, email, state: removed ? 'removed' : accepted ? 'accepted' : 'invited' };
      }),
      version,
    };
  }

  @Post('collaborators')
  @ApiOperation({
    operationId: 'inviteCollaborator',
    summary: 'Invite somebody to answer with the principal contact',
    description: 'They get a personal link of their own by mail. Somebody who was invited before gets another link.',
  })
  @OpenTo('respondent')
  @Limited({ rate: 'link' })
  @MayAnswer('mail-unavailable')
  @ApiResponse({ status: 201, standardSchema: CommandAnswer, description: 'They are invited.' })
  async invite(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: InviteCollaborator }) body: InviteCollaborator,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const who = this.principal(await mayAnswer(this.intake, reader), 'invites others');
    const principal = await addressOf(this.intake, who.person);
    const email = body.email.toLowerCase();
    // The same address is the same person, for this reply and no other.
    const person = uuid5(who.addresseeId, `collaborator|${email}`);
    const outcome = await this.act('collaborator.invite', reader, headers, who, { ...body, email }, (team) =>
      invite(team, who.of, person),
    );
    // Names first, links last: who cannot be written to is invited all the same, and can be invited again.
    await this.intake.contacts.keep([{ person, name: body.name, email }]);
    const { link } = await linkOf(this.intake, who.addresseeId, { person });
    const of = { addressee: who.addressee.of?.addressee ?? '', by: principal.name };
    await this.intake.mailer.send(invitationMail({ person, name: body.name, email }, link, of));
    return { ...answer(response, outcome), id: person };
  }

  @Post('collaborators/:person/removal')
  @ApiOperation({ operationId: 'removeCollaborator', summary: 'End a collaborator’s access, at once' })
  @OpenTo('respondent')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'They see nothing any more.' })
  async remove(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('person', { schema: Uuid }) person: Uuid,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const who = this.principal(await mayAnswer(this.intake, reader), 'removes others');
    const outcome = await this.act('collaborator.remove', reader, headers, who, { person }, (team) =>
      remove(team, who.of, person),
    );
    return answer(response, outcome);
  }

  @Post('terms')
  @ApiOperation({
    operationId: 'acceptTerms',
    summary: 'Accept the terms: before that a collaborator sees nothing; the principal contact is asked once',
  })
  @OpenTo('respondent')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The terms are accepted.' })
  async accept(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: AcceptTerms }) body: z.infer<typeof AcceptTerms>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const who = await answeringFor(this.intake, reader);
    const outcome = await this.act('terms.accept', reader, headers, who, body, (team) =>
      (who.role === 'principal-contact' ? acceptAsPrincipal : acceptTerms)(team, who.of, who.person, body.version),
    );
    return answer(response, outcome);
  }

  /** @throws Rejected principal-contact-only */
  private principal(who: Answering, what: string): Answering {
    if (who.role !== 'principal-contact') throw new Rejected(principalOnly(what));
    return who;
  }

  private act(
    operation: string,
    reader: RequestActor,
    headers: CommandHeaders,
    { addresseeId, role }: Answering,
    request: unknown,
    decide: (team: ReplyTeam) => ReturnType<typeof invite>,
  ): Promise<CommandOutcome> {
    return this.intake.runtime.commands.run(
      { operation, origin: originOf(actingAs(reader, role), headers), request: { addresseeId, request } },
      async (act) => {
        const team = await act.load(replyTeamAggregate, addresseeId, { subject: true });
        return record(act, team, decide(team.state));
      },
    );
  }
}
