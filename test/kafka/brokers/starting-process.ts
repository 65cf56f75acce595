// Starts the brokers of a folder, tells how it went, and waits to be killed or told to stop.
import { BrokersInUse, startBrokers } from '#service-kit/kafka';

const [folder] = process.argv.slice(2) as [string];
try {
  const cluster = await startBrokers({ folder, brokers: 1 });
  process.send!({ pid: cluster.broker(1).pid, brokers: cluster.brokers });
  process.once('message', () => void cluster.stop().then(() => process.exit(0)));
} catch (error) {
  process.send!({ refused: String(error), ...(error instanceof BrokersInUse ? { holder: error.pid } : {}) }, () =>
    process.exit(1),
  );
}
