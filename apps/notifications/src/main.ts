import { runService } from '#service-kit/running';

await runService('notifications', async () => (await import('./alone.js')).notificationsAlone);
