import { expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * Doors and queries that ask the views as the service itself, and why nothing foreign can leave there. Everything else that answers a person asks
 * through `access.reading`, where the database holds the second lock.
 */
const AS_THE_SERVICE: Record<string, string> = {
  'apps/case-state/src/http/calendars.controller.ts':
    'published calendars and how far a count has come; the dates that moved are read as the reader',
  'apps/case-state/src/http/rules.controller.ts': 'published rules: nothing of an inquiry',
  'apps/case-state/src/commands/publish-procedure.ts': 'published rules: nothing of an inquiry',
  'apps/intake/src/http/answering.ts':
    'which restriction stands, for a session that names the one addressee; it only shuts out',
  'apps/intake/src/http/questionnaires.controller.ts': 'questionnaires: nothing of an inquiry',
  'apps/intake/src/http/rfi-commands.ts': 'what a command rests on; who may act is decided before it is recorded',
  'apps/intake/src/http/respondent.controller.ts': 'what a command rests on; the session names the one addressee',
  'apps/intake/src/views/respondent-page/respondent-page.query.ts': 'the session names the one addressee',
  'apps/intake/src/views/reply-page/reply-page.query.ts': 'the questionnaire of a reply, which is read as the reader',
};

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

test('who answers a person asks the views as that person', () => {
  const asking = ['case-state', 'intake', 'notifications']
    .flatMap((app) => ['http', 'views', 'commands'].map((room) => `apps/${app}/src/${room}`))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(filesBelow)
    .filter((path) => /\bdataSource\b/.test(readFileSync(join(root, path), 'utf8')));
  expect(asking.sort()).toEqual(Object.keys(AS_THE_SERVICE).sort());
});
