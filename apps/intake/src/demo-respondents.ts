import type { SignInOptions } from '#contracts';
import { IsNull } from 'typeorm';
import { linkOf } from './http/personal-link.js';
import type { Intake } from './intake.js';
import { KnownCaseRow } from './views/open-cases/known-case.entity.js';
import { RfiRow } from './views/rfi-list/rfi.entity.js';
import { AddresseeRow } from './views/rfi-matrix/addressee.entity.js';

/** How many are offered: enough to try. */
const MOST = 12;

/**
 * Respondents to step in as, with their personal links, for the sign-in page of a demonstration: who have not answered yet first;
 * without asking who wants to know.
 * @throws Error unless the log is a demonstration: of a real matter, nobody is handed another's link
 */
export async function demoRespondents(intake: Intake): Promise<SignInOptions['outside']> {
  const { log, dataSource } = intake.runtime;
  if (log.identity.origin !== 'demonstration') throw new Error('only a demonstration offers its respondents');
  const addressees = dataSource.getRepository(AddresseeRow);
  const waiting = await addressees.find({ where: { submittedOn: IsNull() }, order: { position: 'ASC' }, take: MOST });
  const others = await addressees.find({ order: { position: 'ASC' }, take: MOST });
  const rows = [...waiting, ...others.filter(({ submittedOn }) => submittedOn !== null)].slice(0, MOST);
  const people = await intake.contacts.find(rows.map(({ contact }) => contact));
  const respondents: SignInOptions['outside'] = [];
  for (const row of rows) {
    const rfi = await dataSource.getRepository(RfiRow).findOneBy({ id: row.rfiId });
    const known = rfi && (await dataSource.getRepository(KnownCaseRow).findOneBy({ id: rfi.caseId }));
    respondents.push({
      name: people.get(row.contact)?.name ?? '',
      organisation: row.name,
      note: `${known?.number ?? ''}, RFI ${rfi?.number ?? ''}, ${standing(row)}`,
      link: (await linkOf(intake, row.id)).link,
      invented: row.provenance?.standing === 'invented',
    });
  }
  return respondents;
}

/** Which of several requests to the same contact it is: the sign-in page of a demonstration speaks English. */
const standing = ({ submittedOn, overdue, limit }: AddresseeRow): string =>
  submittedOn ? 'submitted' : `${overdue ? 'overdue since' : 'limit'} ${inWords(limit)}`;

const inWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
