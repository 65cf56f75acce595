import { createAccessTables, dropAccessTables } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may see what, in the tables that the one decision asks. What was known of teams goes over: the facts that told it are taken in
 * already, and are not told again. And facts that those of a team are told who are in certain roles.
 */
export class Access1764460800000 implements MigrationInterface {
  readonly name = 'Access1764460800000';

  async up(db: QueryRunner): Promise<void> {
    await createAccessTables(db);
    await db.query(`
      insert into access_right (inquiry_id, person, under, id, role)
        select inquiry, person, 'team', inquiry, role from membership where left_at is null;
      alter table inbox_fact add column only_roles text[];
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table inbox_fact drop column only_roles');
    await dropAccessTables(db);
  }
}
