import type { Uuid } from '#contracts';
import type { Pool } from 'pg';

/** Who is behind a person id that events hold. */
export interface Contact {
  person: Uuid;
  name: string;
  email: string;
}

/**
 * The directory of contacts: names and e-mail addresses of the persons asked. Outside the log, so that they can be corrected
 * and erased; events hold the person ids alone.
 */
export interface Contacts {
  /** Adds them, or corrects the names and addresses of those who are there. */
  keep(contacts: readonly Contact[]): Promise<void>;
  /** By person id; who has been erased is shown without a name. */
  find(persons: readonly Uuid[]): Promise<Map<Uuid, Contact>>;
}

/** How somebody is shown who is not in the directory (any more). */
export const unknownContact = (person: Uuid): Contact => ({ person, name: '', email: '' });

export function contactsIn(pool: Pool): Contacts {
  return {
    async keep(contacts) {
      if (contacts.length === 0) return;
      await pool.query(
        `insert into directory.contacts (person, name, email)
         select * from unnest($1::uuid[], $2::text[], $3::text[])
         on conflict (person) do update set name = excluded.name, email = excluded.email`,
        [contacts.map(({ person }) => person), contacts.map(({ name }) => name), contacts.map(({ email }) => email)],
      );
    },
    async find(persons) {
      const { rows } = await pool.query<Contact>(
        'select person, name, email from directory.contacts where person = any($1::uuid[])',
        [persons],
      );
      return new Map(rows.map((row) => [row.person, row]));
    },
  };
}
