import { runService } from '#service-kit/running';

await runService('intake', async () => (await import('./alone.js')).intakeAlone);
