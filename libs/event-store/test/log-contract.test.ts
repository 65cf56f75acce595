import { openLog } from '#event-store';
import { disposableLog, logContract } from '#testing';

logContract('PostgreSQL', async (options) => {
  const { log, serviceUrl, dispose } = await disposableLog(options);
  await log.close();
  return { open: (more) => openLog(serviceUrl, more), dispose };
});
