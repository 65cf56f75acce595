import type { Actor, Uuid } from '#contracts';

/** Who reads: the actor of a request, with all roles held in the authority. */
export interface Reader {
  person: Uuid;
  kind: Actor['kind'];
  /** Roles held in the authority; the role on an inquiry comes from its team. */
  roles: string[];
  /** Set for a respondent: the one addressee that may be seen. */
  addressee?: Uuid;
}

/** What a service knows of who is on which team: its own read model. */
export interface Membership {
  /** Role of a person on an inquiry's team today; undefined = not on it. */
  roleOn(inquiryId: Uuid, person: Uuid): Promise<string | undefined>;
  /** Inquiries that a person is on the team of. */
  inquiriesOf(person: Uuid): Promise<Uuid[]>;
}

/** What a reader may see: everything (an auditor), or the inquiries listed. */
export type Sight = { all: true } | { all: false; inquiries: Uuid[] };

/**
 * THE access function: every query, stream and search of every service goes through it.
 * Need-to-know: a team's members see their inquiry; auditors see all, and write nothing; nobody else sees anything.
 */
export async function sightOf(reader: Reader, membership: Membership): Promise<Sight> {
  if (reader.kind === 'system') return { all: true };
  if (reader.kind !== 'officer') return { all: false, inquiries: [] };
  if (reader.roles.includes('auditor')) return { all: true };
  return { all: false, inquiries: await membership.inquiriesOf(reader.person) };
}

/** Whether a reader may see one inquiry. The same rule as `sightOf`, for one object. */
export async function mayRead(reader: Reader, inquiryId: Uuid, membership: Membership): Promise<boolean> {
  if (reader.kind === 'system') return true;
  if (reader.kind !== 'officer') return false;
  if (reader.roles.includes('auditor')) return true;
  return (await membership.roleOn(inquiryId, reader.person)) !== undefined;
}
