import { Body, Controller, Delete, Get, Header, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AskForLink,
  CodeSent,
  CommandAnswer,
  OpenRespondentSession,
  RespondentView,
  SaveAnswers,
  SubmitReply,
} from '#contracts';
import {
  actingAs,
  clearCookie,
  Command,
  cookieOf,
  FromOurPages,
  Limited,
  MayAnswer,
  notFound,
  OpenTo,
  originOf,
  Public,
  Reader,
  record,
  Rejected,
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
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { saveReply, submitReply } from '../domain/addressee/addressee.decide.js';
import type { CodeTaken } from '../directory/codes.js';
import { addresseeUnknown, codeNeeded, codeWrong } from '../domain/addressee/addressee.rejections.js';
import { addresseeAggregate, type Addressee } from '../domain/addressee/addressee.state.js';
import { questionnaireAggregate, versionOf } from '../domain/questionnaire/questionnaire.state.js';
import { awaitedRfi } from '../domain/rfi/rfi.state.js';
import { principalOnly } from '../domain/reply-team/reply-team.js';
import { Intake } from '../intake.js';
import { countingOf } from '../reckoning/case-counting.js';
import { knownCase } from '../views/open-cases/open-cases.query.js';
import { respondentPage } from '../views/respondent-page/respondent-page.query.js';
import { answer } from './acting.js';
import { answeringFor, mayAnswer } from './answering.js';
import { sendCode, sendLinkAgain } from './sending.js';

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
    const refused = (error: unknown): never => {
      if (error instanceof TokenRefused)
        throw unauthenticated(
          'This link does not hold, or was used before. Have a new one sent to your address.',
          true,
        );
      throw error;
    };
    // Asked before the link is used: one that leads nowhere is not used up.
    await answeringFor(this.intake, await this.intake.respondents.openLink(token).catch(refused));
    const session = await this.intake.respondents.sessionFor(token).catch(refused);
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
  async close(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    clearCookie(response, RESPONDENT_COOKIE, { https: this.https() });
    const session = cookieOf(request, RESPONDENT_COOKIE);
    if (session !== undefined) await this.intake.respondents.endSession(session);
  }

  @Post('links')
  @ApiOperation({
    operationId: 'askForLink',
    summary: 'Have a new personal link sent, in place of one that was used or is over',
    description:
      'It goes to the address that is known of the contact. The answer is the same whether or not one is sent.',
  })
  @Public()
  @FromOurPages()
  @Limited({ rate: 'link', secret: ({ body }) => (body as { token?: unknown } | undefined)?.token })
  @HttpCode(204)
  @ApiResponse({
    status: 204,
    description: 'If the link was one of a contact who may still answer, a new one is sent.',
  })
  async again(@Body({ schema: AskForLink }) { token }: z.infer<typeof AskForLink>): Promise<void> {
    await sendLinkAgain(this.intake, token);
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
    const page = await respondentPage(this.intake, await mayAnswer(this.intake, reader));
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

  @Post('codes')
  @ApiOperation({
    operationId: 'sendCode',
    summary: 'Have a code sent to the principal contact’s address, for the submission',
    description: 'It holds ten minutes and once, and ends the one before. Five an hour are sent.',
  })
  @OpenTo('respondent')
  @Limited({ rate: 'link' })
  @MayAnswer('mail-unavailable')
  @ApiResponse({ status: 201, standardSchema: CodeSent, description: 'The code is sent.' })
  async code(@Reader() reader: RequestActor): Promise<CodeSent> {
    return sendCode(this.intake, await mayAnswer(this.intake, reader));
  }

  @Post('submission')
  @Limited({ rate: 'link' })
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
    const who = await mayAnswer(this.intake, reader);
    if (who.role !== 'principal-contact') throw new Rejected(principalOnly('submits the reply'));
    let taken: CodeTaken | undefined;
    // The code is no part of what is asked for: the same submission again, with another code, is the same.
    const outcome = await this.act(
      'reply.submit',
      reader,
      headers,
      { confirmed: true },
      async (addressee, content, act) => {
        const caseId = addressee.state.of?.caseId;
        const { dataSource } = this.intake.runtime;
        const known = caseId && (await knownCase(dataSource, caseId));
        const counting = known && (await countingOf(dataSource, known));
        if (!counting) throw new Error(`no calendar to count the days of case ${caseId ?? ''} by`);
        const decided = submitReply(addressee.state, {
          type: 'SubmitReply',
          content,
          on: act.effectiveOn,
          at: counting,
        });
        // What changes nothing, or is refused anyhow, costs no code.
        if (!Array.isArray(decided) || decided.length === 0) return decided;
        // A warning that was due by now was due while this reply was out; after it, nobody may be left to be waited for. Of a closed case none is given.
        if (known.open && addressee.state.of) await act.load(awaitedRfi, addressee.state.of.rfiId);
        if (body.code === undefined) return codeNeeded();
        // Taken once, however often the command is decided anew because others wrote meanwhile.
        taken ??= await this.intake.codes.take({ person: who.person, addressee: who.addresseeId }, body.code);
        return taken.holds ? decided : codeWrong(taken.triesLeft);
      },
    );
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
    const { addresseeId, role } = await mayAnswer(this.intake, reader);
    return this.intake.runtime.commands.run(
      {
        operation,
        origin: originOf(actingAs(reader, role), headers),
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

  private https(): boolean {
    return this.intake.publicUrl().startsWith('https:');
  }
}
