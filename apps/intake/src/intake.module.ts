import { Inject, Logger, Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { serviceDoors, type ServiceMetrics } from '#service-kit';
import { CasesController } from './http/cases.controller.js';
import { DemoRespondentsController } from './http/demo-respondents.controller.js';
import { LeadsController } from './http/leads.controller.js';
import { LiveController } from './http/live.controller.js';
import { QuestionnairesController } from './http/questionnaires.controller.js';
import { DemoMailController } from './http/demo-mail.controller.js';
import { RespondentTeamController } from './http/respondent-team.controller.js';
import { RespondentController } from './http/respondent.controller.js';
import { RfisController } from './http/rfis.controller.js';
import { Intake, type IntakeParts } from './intake.js';
import { WhenInquiryOpened } from './reactions/when-inquiry-opened.js';

const METRICS = Symbol('metrics of intake');

/** The doors of intake, around a runtime that somebody else starts and closes. */
@Module({})
export class IntakeModule implements NestModule {
  constructor(@Inject(METRICS) private readonly metrics: ServiceMetrics) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(this.metrics.measure).forRoutes('api/intake/*path');
  }

  static register(parts: IntakeParts): DynamicModule {
    const { controllers, metrics } = serviceDoors(parts.runtime, new Logger('intake'));
    return {
      module: IntakeModule,
      controllers: [
        LeadsController,
        QuestionnairesController,
        LiveController,
        RfisController,
        CasesController,
        RespondentController,
        RespondentTeamController,
        DemoMailController,
        DemoRespondentsController,
        WhenInquiryOpened,
        ...controllers,
      ],
      providers: [
        { provide: Intake, useFactory: () => new Intake(parts) },
        { provide: METRICS, useValue: metrics },
      ],
    };
  }
}
