import { runRelay } from '#service-kit/running';

await runRelay('intake', async () => (await import('./alone.js')).intakeAlone);
