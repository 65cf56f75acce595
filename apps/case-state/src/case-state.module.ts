import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { serviceDoors, type ServiceMetrics } from '#service-kit';
import { bootstrapAdministrator } from './bootstrap-administrator.js';
import { CaseStateDoors, type CaseStateParts } from './case-state.js';
import { AccessController } from './http/access.controller.js';
import { CalendarsController } from './http/calendars.controller.js';
import { CasesController } from './http/cases.controller.js';
import { InquiriesController } from './http/inquiries.controller.js';
import { LiveController } from './http/live.controller.js';
import { MachineClientsController } from './http/machine-clients.controller.js';
import { PeopleController } from './http/people.controller.js';
import { RulesController } from './http/rules.controller.js';
import { SessionsController } from './http/sessions.controller.js';
import { TeamController } from './http/team.controller.js';
import { WhenLeadRegistered } from './reactions/when-lead-registered.js';
import { WhenReplyOverdue } from './reactions/when-reply-overdue.js';
import { WhenReplySubmitted } from './reactions/when-reply-submitted.js';
import { WhenRfiIssued } from './reactions/when-rfi-issued.js';

const METRICS = Symbol('metrics of case-state');

/** The doors of case-state, around a runtime that somebody else starts and closes. */
@Module({})
export class CaseStateModule implements NestModule, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(METRICS) private readonly metrics: ServiceMetrics,
    @Inject(CaseStateDoors) private readonly doors: CaseStateDoors,
  ) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(this.metrics.measure).forRoutes('api/case-state/*path');
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.doors.identity.mode === 'demo') await this.doors.directory.add(bootstrapAdministrator);
    this.doors.recomputations.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.doors.recomputations.stop();
  }

  static register(parts: CaseStateParts): DynamicModule {
    const { controllers, metrics } = serviceDoors(parts.runtime, new Logger('case-state'));
    return {
      module: CaseStateModule,
      controllers: [
        // Before the controllers of single objects: `stream` is no id.
        LiveController,
        InquiriesController,
        TeamController,
        AccessController,
        CasesController,
        RulesController,
        CalendarsController,
        PeopleController,
        SessionsController,
        MachineClientsController,
        WhenLeadRegistered,
        WhenRfiIssued,
        WhenReplySubmitted,
        WhenReplyOverdue,
        parts.identity.signInController,
        ...controllers,
      ],
      providers: [
        { provide: CaseStateDoors, useFactory: () => new CaseStateDoors(parts) },
        { provide: METRICS, useValue: metrics },
      ],
    };
  }
}
