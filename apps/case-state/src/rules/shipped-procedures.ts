import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProcedureDefinition } from '#contracts';

/** The procedures that come with the product, in `apps/case-state/rules/procedures/`: one file per version, never edited once released. */
const FILES = ['merger-screening.v1.json', 'eu-antitrust.v1.json'];

/** Reads them, checked in shape. @throws Error naming the file that is missing or not a procedure */
export function shippedProcedures(): ProcedureDefinition[] {
  return FILES.map((file) => {
    const path = join(rulesFolder(), file);
    const read = ProcedureDefinition.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!read.success) throw new Error(`${path} is not a procedure: ${read.error.message}`);
    return read.data;
  });
}

/** The rules are data, not code: they stand in the product's folder whether this file runs from its source or from `dist`. */
function rulesFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'apps', 'case-state', 'rules', 'procedures');
    if (existsSync(folder)) return folder;
  }
  throw new Error('the folder apps/case-state/rules/procedures is missing from the product');
}
