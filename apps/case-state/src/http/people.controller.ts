import { Body, Controller, Get, Header, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AddPerson, CommandAnswer, PeoplePage, SignInOptions, type PersonView } from '#contracts';
import { Command, Public, Reader, Roles, type CommandHeaders, type Person, type RequestActor } from '#service-kit';
import type { Response } from 'express';
import { z } from 'zod';
import { CaseStateDoors } from '../case-state.js';
import { addPersonFor } from '../commands/add-person.js';
import { powers } from '../domain/powers.js';
import { answer } from './answer.js';

const PeopleQuery = z.object({
  /** Ids, separated by commas: only these. */
  ids: z
    .string()
    .max(20_000)
    .transform((ids) => ids.split(','))
    .pipe(z.array(z.guid()).max(500))
    .optional(),
});

@ApiTags('people')
@Controller('api/case-state')
export class PeopleController {
  constructor(private readonly doors: CaseStateDoors) {}

  @Get('people')
  @ApiOperation({ operationId: 'people', summary: 'The directory: who is behind the ids that events hold' })
  @ApiResponse({ status: 200, standardSchema: PeoplePage })
  async people(
    @Query({ schema: PeopleQuery }) { ids }: z.output<typeof PeopleQuery>,
  ): Promise<z.infer<typeof PeoplePage>> {
    const all = await this.doors.directory.list();
    const items = (ids ? all.filter((person) => ids.includes(person.id)) : all).map(shown);
    return { items, total: items.length };
  }

  @Post('people')
  @Roles(...powers.keepDirectory)
  @ApiOperation({ operationId: 'addPerson', summary: 'Put a person into the directory' })
  @ApiResponse({ status: 201, standardSchema: CommandAnswer })
  async add(
    @Reader() reader: RequestActor,
    @Command() headers: CommandHeaders,
    @Body({ schema: AddPerson }) body: AddPerson,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CommandAnswer> {
    return answer(response, await addPersonFor(this.doors, reader, headers, body));
  }

  /** Open to all: nobody is signed in yet. Who works here is told only where the demo issuer signs people in. */
  @Get('sign-in/options')
  @Public()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'signInOptions', summary: 'How one signs in here' })
  @ApiResponse({ status: 200, standardSchema: SignInOptions })
  async options(): Promise<SignInOptions> {
    const { mode } = this.doors.identity;
    if (mode === 'oidc') return { mode, persons: [], outside: [] };
    return { mode, persons: (await this.doors.directory.list()).map(shown), outside: await this.doors.outside() };
  }
}

const shown = ({ id, name, roles, note, invented }: Person): PersonView => ({
  id,
  name,
  roles: roles as PersonView['roles'],
  ...(note !== undefined && { note }),
  invented,
});
