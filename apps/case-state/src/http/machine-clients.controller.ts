import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CommandAnswer,
  MachineClientsPage,
  ProblemView,
  RegisterMachineClient,
  RotateSecret,
  SecretMade,
  Uuid,
  type MachineClientView,
} from '#contracts';
import {
  Command,
  kindOf,
  OUR_CLIENTS,
  Reader,
  Roles,
  type CommandHeaders,
  type MachineClientRecord,
  type Person,
  type RequestActor,
} from '#service-kit';
import type { Response } from 'express';
import type { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import {
  registerMachineClient,
  revokeMachineClient,
  rotateSecret,
  type WithSecret,
} from '../commands/keep-machine-clients.js';
import { powers } from '../domain/powers.js';
import { answer } from './answer.js';

/** Programs that have an account of their own. */
@ApiTags('machine-clients')
@Controller('api/case-state/machine-clients')
@Roles(...powers.keepMachineClients)
export class MachineClientsController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'machineClients', summary: 'Machine clients, with when each was last used' })
  @ApiResponse({ status: 200, standardSchema: MachineClientsPage })
  async list(): Promise<z.infer<typeof MachineClientsPage>> {
    const [people, records] = await Promise.all([this.doors.directory.list(), this.doors.identity.clients.records()]);
    const items = people
      .filter(({ roles }) => kindOf(roles) === 'machine')
      .map((person) => shown(person, records.get(person.id)));
    return { items, total: items.length };
  }

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'registerMachineClient', summary: 'Register a machine client' })
  @ApiResponse({
    status: 201,
    standardSchema: SecretMade,
    description: 'It is registered. Its id is its `client_id`; its secret is told this once.',
  })
  @ApiResponse({
    status: 409,
    standardSchema: ProblemView,
    description: 'Somebody in the directory is called like it (`called-alike`).',
  })
  async register(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: RegisterMachineClient }) body: RegisterMachineClient,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SecretMade> {
    return withSecret(response, await registerMachineClient(this.doors, reader, headers, body));
  }

  @Post(':id/secret')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'rotateClientSecret', summary: 'Make a new secret for a machine client' })
  @ApiResponse({ status: 200, standardSchema: SecretMade, description: 'The new secret is told this once.' })
  @ApiResponse({
    status: 409,
    standardSchema: ProblemView,
    description: 'It was turned away (`client-revoked`), or the issuer keeps its secret (`secret-at-issuer`).',
  })
  async rotate(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: RotateSecret }) { overlap }: z.infer<typeof RotateSecret>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SecretMade> {
    return withSecret(response, await rotateSecret(this.doors, reader, headers, id, overlap));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ operationId: 'revokeMachineClient', summary: 'Turn a machine client away for good' })
  @ApiResponse({
    status: 200,
    standardSchema: CommandAnswer,
    description: 'Neither its secrets nor its tokens hold any more, those of the issuer included.',
  })
  async revoke(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await revokeMachineClient(this.doors, reader, headers, id));
  }
}

const withSecret = (response: Response, { secret, ...outcome }: WithSecret): SecretMade => ({
  ...answer(response, outcome),
  ...(secret !== undefined && { secret }),
});

const moment = (at: number): string => new Date(at).toISOString();

const shown = ({ id, name, note, invented, issuer }: Person, record?: MachineClientRecord): MachineClientView => ({
  id,
  name,
  ...(note !== undefined && { note }),
  invented,
  signsInAt: issuer === OUR_CLIENTS ? 'here' : 'issuer',
  secrets: (record?.secrets ?? []).map(({ hint, madeAt, endsAt }) => ({
    hint,
    madeAt: moment(madeAt),
    ...(endsAt !== undefined && { endsAt: moment(endsAt) }),
  })),
  ...(record?.lastUsedAt !== undefined && { lastUsedAt: moment(record.lastUsedAt) }),
  ...(record?.revokedAt !== undefined && { revokedAt: moment(record.revokedAt) }),
});
