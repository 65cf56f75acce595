import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DemoMails } from '#contracts';
import { MayAnswer, notFound, Public } from '#service-kit';
import { Intake } from '../intake.js';

/** The mails of a demonstration. Open to all, as everything is there where the demo issuer asks for no password; elsewhere it is not there. */
@ApiTags('demonstration')
@Controller('api/intake/demo-mail')
export class DemoMailController {
  constructor(private readonly intake: Intake) {}

  @Get()
  @Public()
  @MayAnswer('not-found')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listDemoMail', summary: 'The mails that a demonstration would have sent' })
  @ApiResponse({ status: 200, standardSchema: DemoMails, description: 'Newest first.' })
  async list(): Promise<DemoMails> {
    if (!this.intake.demoMailbox) throw notFound();
    return { items: await this.intake.demoMailbox.all() };
  }
}
