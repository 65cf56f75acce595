import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the product (where its package.json is): the same from the sources and from the build. */
export function productFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Where the pages stand once they are built. */
export const pagesFolder = (): string => join(productFolder(), 'dist', 'officer-ui');
