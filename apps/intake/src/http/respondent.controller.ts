import { Body, Controller, Delete, Get, Header, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CommandAnswer, OpenRespondentSession, RespondentView, SaveAnswers, SubmitReply, type Uuid } from '#contracts';
import {
  actingAs,
  clearCookie,
  Command,
  FromOurPages,
  Limited,
  MayAnswer,
  notFound,
  OpenTo,
  originOf,
  Public,
  Reader,
  record,
  RESPONDENT_COOKIE,
  setCookie,
  TokenRefused,
  unauthenticated,
  versionTag,
  type Act,
  type CommandHeaders,
  type CommandOutcome,
  type Loaded,
  type RequestActor,
} from '#service-kit';
import type { QuestionnaireContent, Rejection } from '#contracts';
import type { Response } from 'express';
import type { z } from 'zod';
import { saveReply, submitReply } from '../domain/addressee/addressee.decide.js';
import { addresseeUnknown } from '../domain/addressee/addressee.rejections.js';
import { addresseeAggregate, type Addressee } from '../domain/addressee/addressee.state.js';
import { questionnaireAggregate, versionOf } from '../domain/questionnaire/questionnaire.state.js';
import { Intake } from '../intake.js';
import { countingOf } from '../reckoning/case-counting.js';
import { knownCase } from '../views/open-cases/open-cases.query.js';
import { respondentPage } from '../views/respondent-page/respondent-page.query.js';
import { answer } from './acting.js';

/** The one role that answers: collaborators come later. */
const PRINCIPAL_CONTACT = 'principal-contact';

/** The respondent's doors. There is no id in them: whoever is signed in sees the own request, and no other. */
@ApiTags('respondent')
@Controller('api/intake/respondent')
export class RespondentController {
  constructor(private readonly intake: Intake) {}

  @Post('session')
  @ApiOperation({ operationId: 'openRespondentSession', summary: 'Exchange a personal link for a session' })
  @Public()
  @FromOurPages()
  @Limited({ rate: 'link', secret: ({ body }) => (body as { token?: unknown } | undefined)?.token })
  @MayAnswer('unauthenticated')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiResponse({
    status: 204,
    description: 'The personal link holds; the session is in the cookie dossier_respondent.',
  })
  async open(
    @Body({ schema: OpenRespondentSession }) { token }: z.infer<typeof OpenRespondentSession>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const session = await this.intake.respondents.sessionFor(token).catch((error: unknown) => {
      if (error instanceof TokenRefused)
        throw unauthenticated('This link does not hold, or not any more. Ask the case team for a new one.', true);
      throw error;
    });
    await this.mustBeContact(session.respondent);
    setCookie(response, RESPONDENT_COOKIE, session.token, {
      https: this.https(),
      maxAgeMs: session.expiresAt - Date.now(),
    });
  }

  @Delete('session')
  @ApiOperation({ operationId: 'closeRespondentSession', summary: 'Sign the respondent out' })
  @Public()
  @FromOurPages()
  @HttpCode(204)
  @ApiResponse({ status: 204, description: 'Signed out; also when nobody was signed in.' })
  close(@Res({ passthrough: true }) response: Response): void {
    clearCookie(response, RESPONDENT_COOKIE, { https: this.https() });
  }

  @Get('request')
  @ApiOperation({
    operationId: 'getOwnRequest',
    summary: 'The request that the respondent was sent, and the own answers',
  })
  @OpenTo('respondent')
  @Header('Cache-Control', 'no-store')
  @ApiResponse({ status: 200, standardSchema: RespondentView, description: 'The request, and the own answers.' })
  async request(
    @Reader() reader: RequestActor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RespondentView> {
    const page = reader.addressee && (await respondentPage(this.intake, { ...reader, addressee: reader.addressee }));
    if (!page) throw notFound();
    response.set('ETag', versionTag(page.version));
    return page;
  }

  @Put('answers')
  @ApiOperation({ operationId: 'saveAnswers', summary: 'Keep the answers that changed' })
  @OpenTo('respondent')
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The answers that changed are kept.' })
  async save(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: SaveAnswers }) body: SaveAnswers,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await this.act('reply.save', reader, headers, body, async (addressee, content) =>
      saveReply(addressee.state, { type: 'SaveReply', changes: body.answers, content }),
    );
    return answer(response, outcome);
  }

  @Post('submission')
  @ApiOperation({ operationId: 'submitReply', summary: 'Submit the reply, and freeze it' })
  @OpenTo('respondent')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: CommandAnswer, description: 'The reply is submitted and frozen.' })
  async submit(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: SubmitReply }) body: z.infer<typeof SubmitReply>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    const outcome = await this.act('reply.submit', reader, headers, body, async (addressee, content, act) => {
      const caseId = addressee.state.of?.caseId;
      const known = caseId && (await knownCase(this.intake.runtime.dataSource, caseId));
      const counting = known && countingOf(known);
      if (!counting) throw new Error(`no calendar to count the days of case ${caseId ?? ''} by`);
      return submitReply(addressee.state, { type: 'SubmitReply', content, on: act.effectiveOn, at: counting });
    });
    return answer(response, outcome);
  }

  /** One command on the own reply, against the questions that were asked. */
  private async act(
    operation: string,
    reader: RequestActor,
    headers: CommandHeaders,
    request: unknown,
    decide: (
      addressee: Loaded<Addressee>,
      content: QuestionnaireContent,
      act: Act,
    ) => Promise<ReturnType<typeof saveReply>>,
  ): Promise<CommandOutcome> {
    const addresseeId = reader.addressee;
    if (!addresseeId) throw notFound();
    await this.mustBeContact({ person: reader.person, addressee: addresseeId });
    return this.intake.runtime.commands.run(
      {
        operation,
        origin: originOf(actingAs(reader, PRINCIPAL_CONTACT), headers),
        request: { addresseeId, request },
      },
      async (act): Promise<Rejection | undefined> => {
        const addressee = await act.load(addresseeAggregate, addresseeId, { subject: true });
        const { questionnaire } = addressee.state;
        const asked = questionnaire && (await act.load(questionnaireAggregate, questionnaire.id));
        const content = asked && versionOf(asked.state, questionnaire.version);
        if (!content) return addresseeUnknown();
        return record(act, addressee, await decide(addressee, content, act));
      },
    );
  }

  /** @throws Problem not-found unless the person is the principal contact of the addressee */
  private async mustBeContact({ person, addressee }: { person: Uuid; addressee: Uuid }): Promise<void> {
    const { state } = await this.intake.runtime.commands.state(addresseeAggregate, addressee);
    if (state.contact !== person) throw notFound();
  }

  private https(): boolean {
    return this.intake.publicUrl().startsWith('https:');
  }
}
