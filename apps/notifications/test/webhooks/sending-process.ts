import { startPublisher, type Databases } from '../publishers.js';
import { QUICK, startService } from '../service.js';

/** The whole service in a process of its own, so that a test can kill it. Argument: the databases, as JSON. */
const databases = JSON.parse(process.argv[2]!) as Record<'caseState' | 'intake' | 'notifications', Databases>;
const caseState = await startPublisher('case-state', databases.caseState);
const intake = await startPublisher('intake', databases.intake);
await startService(databases.notifications, [caseState.opened.publisher.source, intake.opened.publisher.source], {
  limits: {
    ...QUICK,
    // The lease that it leaves behind, when it is killed, is over the sooner.
    attempt: { ...QUICK.attempt!, answerMs: 5_000 },
  },
});
process.send?.('serving');
