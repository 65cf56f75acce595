import { answersOf } from '#service-kit';

/** Roles of the authority that do casework; an auditor only reads, an administrator keeps the installation. */
export const CASEWORK = ['case-handler', 'case-manager', 'head-of-unit', 'registry', 'chief-economist'] as const;

/** The answer to a command. */
export const answer = answersOf('intake');
