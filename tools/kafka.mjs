// Says whether Kafka brokers can be started on this machine, and installs what they need where the rights allow it.
import { spawnSync } from 'node:child_process';

/** @returns `{ok: true}` or `{ok: false, why}`; the services have to be built */
export async function readyForKafka() {
  const { kafkaAvailable } = await import('#service-kit/kafka');
  const here = await kafkaAvailable();
  const mayInstall = process.getuid?.() === 0 && spawnSync('sh', ['-c', 'command -v apt-get']).status === 0;
  if (here.ok || !mayInstall) return here;
  console.log('kafka: installing Java and Maven …');
  const steps = [
    ['apt-get', ['update', '-qq']],
    ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'default-jre-headless', 'maven']],
  ];
  for (const [command, args] of steps) {
    const run = spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (run.status !== 0) return here;
  }
  return kafkaAvailable();
}
