import { endsOfCaseState, openRemoteIdentity, respondentTokens } from '#service-kit';
import type { ServiceAlone } from '#service-kit/running';
import { intakeApi, intakeDefinition } from './definition.js';
import { IntakeModule } from './intake.module.js';

/** Intake in a process of its own: case-state says who officers are; respondents' links are signed with a key of intake's own. */
export const intakeAlone: ServiceAlone = {
  definition: intakeDefinition,
  api: intakeApi,
  wire({ settings, runtime, keys, tokens, services, publicUrl, log }) {
    const caseStateUrl = settings.urlOf('case-state');
    const ended = endsOfCaseState(caseStateUrl, tokens, (err) => log.error({ err }, 'Ended sessions are not heard of'));
    return {
      ...openRemoteIdentity({ caseStateUrl, publicUrl, keys, services, ended, rates: settings.rates }),
      module: IntakeModule.register({ runtime, identity: { respondents: respondentTokens(keys) }, publicUrl }),
      close: () => ended.close(),
    };
  },
};
