/** Roles in which an inquiry is read. A machine client can be granted one of them; it acts in none. (A door of its own: the pages need no schemas.) */
export const readingRoles = [
  'case-handler',
  'case-manager',
  'head-of-unit',
  'registry',
  'chief-economist',
  'auditor',
] as const;

/** Roles of the authority that do casework; an auditor only reads, an administrator keeps the installation. */
export const caseworkRoles = ['case-handler', 'case-manager', 'head-of-unit', 'registry', 'chief-economist'] as const;

const FRENCH: Readonly<Record<string, string>> = {
  'case-handler': 'chargé de l’affaire',
  'case-manager': 'responsable de l’affaire',
  'head-of-unit': 'chef d’unité',
  registry: 'greffe',
  'chief-economist': 'équipe de l’économiste en chef',
  auditor: 'auditeur',
  administrator: 'administrateur',
};

/** A role as it stands in a sentence: `head-of-unit` is a head of unit. */
export const roleInWords = (role: string): string => role.replaceAll('-', ' ');

export const roleInFrench = (role: string): string => FRENCH[role] ?? role;

/** Roles as a French sentence names them behind a colon. */
export const rolesInFrench = (roles: readonly string[]): string => roles.map(roleInFrench).join(', ');
