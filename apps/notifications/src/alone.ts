import { openRemoteIdentity } from '#service-kit';
import type { ServiceAlone } from '#service-kit/running';
import { notificationsApi, notificationsDefinition } from './definition.js';
import { NotificationsModule } from './notifications.module.js';

/** Notifications in a process of its own: case-state says who somebody is. */
export const notificationsAlone: ServiceAlone = {
  definition: notificationsDefinition,
  api: notificationsApi,
  wire: ({ settings, runtime, services, publicUrl }) => ({
    ...openRemoteIdentity({ caseStateUrl: settings.urlOf('case-state'), publicUrl, services }),
    module: NotificationsModule.register({ runtime, settings }),
  }),
};
