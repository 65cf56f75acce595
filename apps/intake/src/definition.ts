import type { ApiDescription, ServiceDefinition } from '#service-kit';
import { intakePublishes } from './published/index.js';
import { limitsComeNear } from './timers/limits-come-near.js';
import { limitsRunOut } from './timers/limits-run-out.js';
import { entities, migrations, views } from './views/index.js';

/** What makes this service the one that it is. */
export const intakeDefinition: ServiceDefinition = {
  service: 'intake',
  mapping: intakePublishes,
  views,
  entities,
  migrations,
  lapses: [limitsComeNear, limitsRunOut],
  follows: ['case-state'],
};

/** What its API document says of it. */
export const intakeApi: ApiDescription = {
  title: 'Dossier: intake',
  description:
    'Leads, questionnaires, requests for information and the replies to them: what is asked, of whom, by when, and what was answered.',
  version: '1',
};
