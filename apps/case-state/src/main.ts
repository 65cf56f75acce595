import { runService } from '#service-kit/running';

await runService('case-state', async () => (await import('./alone.js')).caseStateAlone);
