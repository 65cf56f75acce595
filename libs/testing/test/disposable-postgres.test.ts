import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { disposablePostgres } from '#testing';

test('each call gives a database of its own, gone after dispose', async () => {
  const [one, other] = await Promise.all([disposablePostgres(), disposablePostgres()]);
  const ask = async (url: string, sql: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  await ask(one.url, 'create table mine(x int)');
  await expect(ask(other.url, 'select * from mine')).rejects.toThrow('does not exist');
  const [row] = await ask(
    one.url,
    `select current_setting('fsync') f, current_setting('server_encoding') e, current_setting('unix_socket_directories') s`,
  );
  expect(row).toEqual({ f: 'on', e: 'UTF8', s: '' });
  await one.dispose();
  await expect(ask(one.url, 'select 1')).rejects.toThrow('does not exist');
  await other.dispose();
});
