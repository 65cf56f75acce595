import { createRestrictionTable, dropRestrictionTable } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What in an inquiry is for named people alone. */
export class Restrictions1765411200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRestrictionTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropRestrictionTable(runner);
  }
}
