import { endsOfCaseState, openRemoteIdentity, reportOfRounds } from '#service-kit';
import type { ServiceAlone } from '#service-kit/running';
import { notificationsApi, notificationsDefinition } from './definition.js';
import { NotificationsModule } from './notifications.module.js';

/** Notifications in a process of its own: case-state says who somebody is. */
export const notificationsAlone: ServiceAlone = {
  definition: notificationsDefinition,
  api: notificationsApi,
  wire({ settings, runtime, tokens, services, publicUrl, ask, log }) {
    const caseStateUrl = settings.urlOf('case-state');
    const ended = endsOfCaseState(caseStateUrl, tokens, reportOfRounds(log, 'Ended sessions are not heard of'), ask);
    return {
      ...openRemoteIdentity({ caseStateUrl, publicUrl, services, ended, ask, rates: settings.rates }),
      module: NotificationsModule.register({ runtime, settings }),
      close: () => ended.close(),
    };
  },
};
