import { createRestrictionTable, dropRestrictionTable } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nothing here can be restricted to named people, and nothing asked what is: replies are intake's. */
export class NoRestrictions1765497600000 implements MigrationInterface {
  readonly name = 'NoRestrictions1765497600000';

  async up(db: QueryRunner): Promise<void> {
    await dropRestrictionTable(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await createRestrictionTable(db);
  }
}
