import { join } from 'node:path';

/** What lies in the folder of an embedded PostgreSQL. */
export const folderOf = (dir: string) => ({
  /** The cluster; belongs to the user that the server runs as. */
  data: join(dir, 'data'),
  superuserPassword: join(dir, 'superuser-password'),
  servicePasswords: join(dir, 'service-passwords.json'),
  /** What the server said. */
  log: join(dir, 'server.log'),
});

export const superuserUrlOf = (port: number, password: string): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
