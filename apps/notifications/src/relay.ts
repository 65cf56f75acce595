import { runRelay } from '#service-kit/running';

await runRelay('notifications', async () => (await import('./alone.js')).notificationsAlone);
