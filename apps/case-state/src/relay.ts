import { runRelay } from '#service-kit/running';

await runRelay('case-state', async () => (await import('./alone.js')).caseStateAlone);
