import type { SignInOptions } from '#contracts';
import {
  migrateDirectory,
  migrateSessions,
  openIdentity,
  postgresDirectory,
  postgresSessions,
  reportOfRounds,
} from '#service-kit';
import type { ServiceAlone, ServicePlace } from '#service-kit/running';
import { machineClientsIn } from './commands/keep-machine-clients.js';
import { CaseStateModule } from './case-state.module.js';
import { caseStateApi, caseStateDefinition } from './definition.js';

/** Case-state in a process of its own: it signs people in, and says to the others who somebody is. */
export const caseStateAlone: ServiceAlone = {
  definition: caseStateDefinition,
  api: caseStateApi,
  async wire(place) {
    const { settings, runtime, keys, services, publicUrl, log } = place;
    await directoryMigrated(runtime.pool);
    const directory = postgresDirectory(runtime.pool);
    const sessions = postgresSessions(runtime.pool, reportOfRounds(log, 'Ended sessions cannot be looked at'));
    const clients = machineClientsIn(runtime);
    const identity = openIdentity({ settings, publicUrl, keys, directory, services, sessions, clients, log });
    const { guard, mounts } = identity;
    const outside = runtime.clock.origin === 'demonstration' ? () => respondentsOfIntake(place) : async () => [];
    const module = CaseStateModule.register({ runtime, identity, directory, outside });
    return { guard, mounts, module, close: () => sessions.close() };
  },
};

async function directoryMigrated(pool: ServicePlace['runtime']['pool']): Promise<void> {
  const client = await pool.connect();
  try {
    await migrateDirectory(client);
    await migrateSessions(client);
  } finally {
    client.release();
  }
}

/** While intake is away, the sign-in page shows the persons of the authority alone. */
async function respondentsOfIntake({ settings, tokens, ask, log }: ServicePlace): Promise<SignInOptions['outside']> {
  try {
    const answer = await ask(`${settings.urlOf('intake')}/api/intake/demo-respondents`, {
      headers: await tokens.headersFor('intake'),
      signal: AbortSignal.timeout(2000),
    });
    if (!answer.ok) throw new Error(`intake answered ${answer.status}`);
    return ((await answer.json()) as { items: SignInOptions['outside'] }).items;
  } catch (error) {
    log.error({ err: error }, 'The respondents of the demonstration cannot be shown');
    return [];
  }
}
