import { openRemoteIdentity, respondentTokens } from '#service-kit';
import type { ServiceAlone } from '#service-kit/running';
import { intakeApi, intakeDefinition } from './definition.js';
import { IntakeModule } from './intake.module.js';

/** Intake in a process of its own: case-state says who officers are; respondents' links are signed with a key of intake's own. */
export const intakeAlone: ServiceAlone = {
  definition: intakeDefinition,
  api: intakeApi,
  wire: ({ settings, runtime, keys, services, publicUrl }) => ({
    ...openRemoteIdentity({ caseStateUrl: settings.urlOf('case-state'), publicUrl, keys, services }),
    module: IntakeModule.register({ runtime, identity: { respondents: respondentTokens(keys) }, publicUrl }),
  }),
};
