import { createRestrictionTable, dropRestrictionTable } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nothing here can be restricted to named people, and nothing asked what is: replies are intake's. */
export class NoRestrictions1765497600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await dropRestrictionTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await createRestrictionTable(runner);
  }
}
