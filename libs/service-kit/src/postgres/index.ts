export { makeFolder } from './make-folder.js';
export { ensureServiceDatabase, serviceDatabase, type ServiceDatabase } from './service-database.js';
export { runningPostgres, startPostgres, type EmbeddedPostgres, type StartOptions } from './start-postgres.js';
export { PostgresInUse } from './starter-lock.js';
