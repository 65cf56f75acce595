import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SignInOptions } from '#contracts';
import { ForServices, notFound } from '#service-kit';
import { z } from 'zod';
import { demoRespondents } from '../demo-respondents.js';
import { Intake } from '../intake.js';

const DemoRespondents = z.object({ items: SignInOptions.shape.outside }).meta({ id: 'DemoRespondents' });

/** What the sign-in page of a demonstration offers besides the persons of the authority, for case-state, which shows that page. */
@ApiTags('demonstration')
@Controller('api/intake/demo-respondents')
export class DemoRespondentsController {
  constructor(private readonly intake: Intake) {}

  @Get()
  @ForServices('case-state')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listDemoRespondents', summary: 'Respondents of a demonstration, with their links' })
  @ApiResponse({ status: 200, standardSchema: DemoRespondents, description: 'Who can be stepped in as.' })
  async list(): Promise<z.infer<typeof DemoRespondents>> {
    if (this.intake.runtime.clock.origin !== 'demonstration') throw notFound();
    return { items: await demoRespondents(this.intake) };
  }
}
