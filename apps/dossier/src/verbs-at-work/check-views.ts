import type { TwinReport } from '#service-kit';
import type { Installation } from '../installation/installation.js';
import { columns, print, printJson } from '../output.js';
import { EXIT } from '../refused.js';

type Report = TwinReport & { service: string };

/** Compares every view with its twin, rebuilt from the logs; exit status 1, and the rows, when one is not equal. */
export async function checkViews({ runtimes }: Installation, json: boolean): Promise<void> {
  const views: Report[] = [];
  for (const runtime of Object.values(runtimes))
    for (const report of await runtime.check()) views.push({ service: runtime.service, ...report });
  const unequal = views.filter(({ equal }) => !equal);
  if (unequal.length > 0) process.exitCode = EXIT.refused;
  if (json) {
    printJson({ equal: unequal.length === 0, views });
    return;
  }
  const lines = views.map(({ service, view, version, position, head, rows, equal }) => [
    service,
    `${view} ${version}`,
    position < head ? `position ${position} of ${head}` : `position ${position}`,
    `${rows} rows`,
    equal ? 'equal' : 'NOT EQUAL',
  ]);
  for (const line of columns(lines)) print(line);
  print();
  for (const report of unequal) tellDifferences(report);
  const behind = views.filter(({ position, head }) => position < head);
  if (behind.length > 0)
    print(
      `${behind.length} of ${views.length} views have not taken in all of the log yet. If it stays so, the log of Dossier says at which event.\n`,
    );
  print(
    unequal.length === 0
      ? `All ${views.length} views are equal to their twins rebuilt from the logs.`
      : `${unequal.length} of ${views.length} views are not equal to their twins rebuilt from the logs.`,
  );
}

/** Ten rows at most stand in a report: enough to see what is wrong. */
function tellDifferences({ service, view, differences }: Report): void {
  print(`${service}, ${view}: rows that stand on one side only`);
  for (const { table, side, row } of differences)
    print(
      `  ${side === 'live' ? 'shown, not in the logs' : 'in the logs, not shown'}  ${table}  ${JSON.stringify(row)}`,
    );
  print();
}
