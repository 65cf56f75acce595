import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type OnModuleDestroy,
} from '@nestjs/common';
import { reportOfRounds, serviceDoors, type ServiceMetrics } from '#service-kit';
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
import { LimitReminders } from './timers/limit-reminders.js';

const METRICS = Symbol('metrics of intake');

/** The doors of intake, around a runtime that somebody else starts and closes. */
@Module({})
export class IntakeModule implements NestModule, OnModuleDestroy {
  constructor(
    @Inject(METRICS) private readonly metrics: ServiceMetrics,
    @Inject(LimitReminders) private readonly reminders: LimitReminders,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.reminders.stop();
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(this.metrics.measure).forRoutes('api/intake/*path');
  }

  static register(parts: IntakeParts): DynamicModule {
    const log = new Logger('intake');
    const { controllers, metrics } = serviceDoors(parts.runtime, log);
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
        {
          provide: LimitReminders,
          inject: [Intake],
          useFactory: (intake: Intake) => {
            const reminders = new LimitReminders(
              intake,
              reportOfRounds(log, 'A respondent could not be reminded of a limit'),
            );
            // Held back with the timers while a story is told: nobody is written to of what is being told.
            parts.runtime.onTimersStarted(() => reminders.start());
            return reminders;
          },
        },
        { provide: METRICS, useValue: metrics },
      ],
    };
  }
}
