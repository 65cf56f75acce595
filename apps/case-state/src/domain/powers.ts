import type { Role } from '#contracts';

/**
 * Which roles may do what is not a step of a procedure (a step's own roles stand in the procedure's file). As data, so that an
 * authority's own rule is one line here. An auditor and an administrator are in none: the one only reads, the other keeps the installation.
 */
export const powers = {
  /** Held in the authority: there is no team yet. */
  openInquiry: ['case-manager', 'head-of-unit', 'registry'],
  /** Held on the inquiry's team. */
  changeTeam: ['case-manager', 'head-of-unit', 'registry'],
  /** Held on the inquiry's team: who answers for the matter. */
  reopenCase: ['case-manager', 'head-of-unit'],
  /** Held on the inquiry's team: who else may see it, and who may not. */
  grantAccess: ['case-manager', 'head-of-unit', 'registry'],
  raiseWall: ['case-manager', 'head-of-unit', 'registry'],
  /** Held on the inquiry's team: what in it is for named people alone. */
  restrictAccess: ['case-manager', 'head-of-unit', 'registry'],
  /** Held on the inquiry's team: who answers for the matter. */
  reviewChallenge: ['case-manager', 'head-of-unit'],
  /** Held on the inquiry's team: under which version of its procedure a case goes on. */
  moveProcedure: ['case-manager', 'head-of-unit', 'registry'],
  /** Held in the authority: who does casework. An auditor sees anyhow, an administrator has no need to. */
  challengeAccess: ['case-handler', 'case-manager', 'head-of-unit', 'registry', 'chief-economist'],
  /** Held in the authority. */
  publishRules: ['administrator'],
  keepDirectory: ['administrator'],
  endSessions: ['administrator'],
  keepMachineClients: ['administrator'],
} as const satisfies Record<string, readonly Role[]>;

/** Whether one of the roles may do it. */
export const mayDo = (power: keyof typeof powers, roles: readonly string[]): boolean =>
  roles.some((role) => (powers[power] as readonly string[]).includes(role));

/** Of some roles, those that may do it, in the order in which the power names them. */
export const rolesWith = (power: keyof typeof powers, roles: readonly string[]): Role[] =>
  (powers[power] as readonly Role[]).filter((role) => roles.includes(role));
