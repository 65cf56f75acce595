import type { ApiDescription, ServiceDefinition } from '#service-kit';
import { caseStatePublishes } from './published/index.js';
import { bringRules } from './rules/bring-rules.js';
import { Rulebook } from './rules/rulebook.js';
import { clocksRunOut } from './timers/clocks-run-out.js';
import { entities, migrations, views } from './views/index.js';

export interface CaseStateDefinition extends ServiceDefinition {
  /** The published rules at hand; opened with the service. */
  rulebook: Rulebook;
}

/** What makes this service the one that it is. One per opened service: it holds the rulebook of that service's log. */
export function defineCaseState(): CaseStateDefinition {
  const rulebook = new Rulebook();
  return {
    service: 'case-state',
    rulebook,
    mapping: caseStatePublishes,
    views,
    entities: entities as never,
    migrations: migrations as never,
    lapses: [clocksRunOut(rulebook)],
    follows: ['intake'],
    async atStart(log, { look }) {
      rulebook.readFrom(log);
      if (!look) await bringRules(log);
    },
  };
}

/** The definition for a process that opens the service once, as every process of the product does. */
export const caseStateDefinition: CaseStateDefinition = defineCaseState();

/** What the description of the API says of itself. */
export const caseStateApi: ApiDescription = {
  title: 'Dossier: case-state',
  description: 'Inquiries, cases, procedures and their steps, clocks, people, and who may see what.',
  version: '1',
};
