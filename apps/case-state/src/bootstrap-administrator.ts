import type { Uuid } from '#contracts';
import { uuid5 } from '#event-store';
import { DEMO_ISSUER, type Person } from '#service-kit';

/** Who is there before anybody else, where the demo issuer signs people in: so that people and rules can be added through the doors. */
export const BOOTSTRAP_ADMINISTRATOR: Uuid = uuid5('0c5f3a54-9f0e-5b52-8a1d-1a4d2b7c9e10', 'bootstrap-administrator');

export const bootstrapAdministrator: Person = {
  id: BOOTSTRAP_ADMINISTRATOR,
  name: 'Administrator',
  email: 'administrator@authority.example',
  issuer: DEMO_ISSUER,
  subject: BOOTSTRAP_ADMINISTRATOR,
  roles: ['administrator'],
  invented: true,
  note: 'Keeps the installation; sees no inquiry',
};
