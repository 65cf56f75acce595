import type { Actor, Moment, Uuid } from '#contracts';

/** Who reads: the actor of a request, with all roles held in the authority. */
export interface Reader {
  person: Uuid;
  kind: Actor['kind'];
  /** Roles held in the authority; the role on an inquiry comes from its team. */
  roles: string[];
  /** Set for a respondent: the one addressee that may be seen. */
  addressee?: Uuid;
}

/** What lets a person see an inquiry, as it is recorded. Whether it still does is asked at the time of the question. */
export interface Right {
  under: 'team' | 'grant' | 'challenged';
  /** Of the grant, or of the access that was taken; the team's is the inquiry's own. */
  id: Uuid;
  /** Role in which the person is on the team, or was let in. */
  role: string;
  /** The moment at which it ends; null: with the next word of the team. */
  endsAt: Moment | null;
}

/** What a service knows of one person and one inquiry, or something in it. */
export interface Known {
  rights: readonly Right[];
  walled: boolean;
  /** Of something in it that is for named people alone: the restriction, and whether the person is named. */
  restriction?: { id: Uuid; named: boolean };
}

/** Under what a reader sees an inquiry or something in it, and when that was asked; it stands in the record of reads. */
export type Ground = ({ under: 'service' | 'auditor' } | Pick<Right, 'under' | 'id' | 'role' | 'endsAt'>) & {
  at: Moment;
  /** The restriction that names the reader. */
  restriction?: Uuid;
};

/** Of a program it is no office, whatever it calls itself. */
export const isAuditor = ({ kind, roles }: Pick<Reader, 'kind' | 'roles'>): boolean =>
  kind === 'officer' && roles.includes('auditor');

const STRONGEST: readonly Right['under'][] = ['team', 'grant', 'challenged'];

/**
 * THE decision: under what a reader may see an inquiry at a moment; undefined = there is nothing for this reader. A wall beats whatever
 * else is given or held; a team's members, who was granted access and who took it see the inquiry until that ends; auditors see what
 * they are not walled off from, and write nothing; nobody else sees anything. A program sees what it was granted, and holds no office.
 * Something in it that is restricted is for those alone who are named, of those who see the inquiry: no office stands above that, and being
 * named lets nobody in. Nor does access that somebody took: others let in who may see it.
 *
 * `sightOf` says the same inside a query; a property test holds the two together.
 */
export function groundOf(reader: Pick<Reader, 'kind' | 'roles'>, known: Known, at: Moment): Ground | undefined {
  if (reader.kind === 'system') return { under: 'service', at };
  if ((reader.kind !== 'officer' && reader.kind !== 'machine') || known.walled) return undefined;
  const { restriction } = known;
  if (restriction?.named === false) return undefined;
  const asked = { at, ...(restriction && { restriction: restriction.id }) };
  for (const under of STRONGEST) {
    if (restriction && under === 'challenged') continue;
    const right = known.rights.find((one) => one.under === under && (one.endsAt === null || one.endsAt > at));
    if (right) return { under, id: right.id, role: right.role, endsAt: right.endsAt, ...asked };
  }
  return isAuditor(reader) ? { under: 'auditor', ...asked } : undefined;
}
