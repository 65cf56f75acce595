import { createAccessTables, dropAccessTables } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may see what. Folded from the log's beginning, as every new view is. */
export class Access1764460800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createAccessTables(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropAccessTables(runner);
  }
}
