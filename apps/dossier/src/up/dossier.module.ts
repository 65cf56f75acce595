import { CaseStateModule } from '#case-state';
import { demoRespondents, Intake, IntakeModule } from '#intake';
import { NotificationsModule } from '#notifications';
import type { Identity, PersonDirectory, Service, ServiceRuntime, Settings } from '#service-kit';
import { type DynamicModule, Module } from '@nestjs/common';

/** What each service's module is registered with. */
export interface Parts {
  runtimes: Record<Service, ServiceRuntime>;
  identity: Identity;
  directory: PersonDirectory;
  settings: Settings;
  publicUrl: () => string;
}

/** The three services as one application; each keeps its own log, database and path. */
@Module({})
export class DossierModule {
  static register({ runtimes, ...shared }: Parts): DynamicModule {
    const intake = { runtime: runtimes.intake, ...shared, mail: shared.settings.mail };
    const { origin } = runtimes.intake.clock;
    return {
      module: DossierModule,
      imports: [
        IntakeModule.register(intake),
        CaseStateModule.register({
          runtime: runtimes['case-state'],
          ...shared,
          // Who answers requests can be stepped in as, in a demonstration and there alone.
          outside: async () => (origin === 'demonstration' ? demoRespondents(new Intake(intake)) : []),
        }),
        NotificationsModule.register({ runtime: runtimes.notifications, ...shared }),
      ],
    };
  }
}
