import type { AddPerson } from '#contracts';

/** The persons of the demonstration, all invented, in the order in which the sign-in page shows them. */
export const persons = {
  marta: {
    name: 'Marta Kowalczyk',
    email: 'marta.kowalczyk@authority.example',
    roles: ['case-manager'],
    note: 'runs Microsoft / OpenAI',
  },
  jonas: {
    name: 'Jonas Lindqvist',
    email: 'jonas.lindqvist@authority.example',
    roles: ['case-handler'],
    note: 'works on the RFIs',
  },
  eleni: {
    name: 'Eleni Papadaki',
    email: 'eleni.papadaki@authority.example',
    roles: ['head-of-unit'],
    note: 'signs',
  },
  tomas: {
    name: 'Tomás Ferreira',
    email: 'tomas.ferreira@authority.example',
    roles: ['registry'],
    note: 'registers what comes in',
  },
  aoife: {
    name: 'Aoife Brennan',
    email: 'aoife.brennan@authority.example',
    roles: ['chief-economist'],
    note: 'reads answers and figures',
  },
  henrik: {
    name: 'Henrik Sørensen',
    email: 'henrik.sorensen@authority.example',
    roles: ['auditor'],
    note: 'sees everything, writes nothing',
  },
} as const satisfies Record<string, Omit<AddPerson, 'invented' | 'roles'> & { roles: readonly string[] }>;

export type PersonKey = keyof typeof persons;
