import { DEMO_ISSUER_PATH, endsOfCaseState, openRemoteIdentity, reportOfRounds, respondentTokens } from '#service-kit';
import type { ServiceAlone } from '#service-kit/running';
import { intakeApi, intakeDefinition } from './definition.js';
import { respondentRecordsIn } from './directory/respondent-records.js';
import { IntakeModule } from './intake.module.js';

/** Intake in a process of its own: case-state says who officers are; respondents' links are signed with a key of intake's own. */
export const intakeAlone: ServiceAlone = {
  definition: intakeDefinition,
  api: intakeApi,
  wire({ settings, runtime, keys, tokens, services, publicUrl, ask, log }) {
    const caseStateUrl = settings.urlOf('case-state');
    const ended = endsOfCaseState(caseStateUrl, tokens, reportOfRounds(log, 'Ended sessions are not heard of'), ask);
    const respondents = respondentTokens(keys, Date.now, respondentRecordsIn(runtime.pool));
    const { issuer } = settings.oidc;
    const mode = issuer === undefined || issuer === `${settings.publicUrl}${DEMO_ISSUER_PATH}` ? 'demo' : 'oidc';
    return {
      ...openRemoteIdentity({ caseStateUrl, publicUrl, respondents, services, ended, ask, rates: settings.rates }),
      module: IntakeModule.register({ runtime, identity: { respondents, mode }, publicUrl, mail: settings.mail }),
      close: () => ended.close(),
    };
  },
};
