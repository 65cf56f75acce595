import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProcedureDefinition } from '#contracts';

/**
 * Reads the procedures that come with the product: every file in `apps/case-state/rules/procedures/`, one per version, never edited once
 * released. Checked in shape; oldest version first.
 * @throws Error naming the file that is not a procedure
 */
export function shippedProcedures(): ProcedureDefinition[] {
  const folder = rulesFolder();
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const path = join(folder, file);
      const read = ProcedureDefinition.safeParse(JSON.parse(readFileSync(path, 'utf8')));
      if (!read.success) throw new Error(`${path} is not a procedure: ${read.error.message}`);
      return read.data;
    })
    .sort((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1));
}

/** The rules are data, not code: they stand in the product's folder whether this file runs from its source or from `dist`. */
function rulesFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const folder = join(at, 'apps', 'case-state', 'rules', 'procedures');
    if (existsSync(folder)) return folder;
  }
  throw new Error('the folder apps/case-state/rules/procedures is missing from the product');
}
