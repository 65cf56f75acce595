import type { Country, RfiDraft, Provenance, Uuid } from '#contracts';

/**
 * An undertaking to be asked. The principal contact is an opaque person id: name and e-mail address live in the directory,
 * outside the log, also while the request is only being written.
 */
export interface DraftAddressee {
  id: Uuid;
  name: string;
  country: Country;
  sector?: string;
  contact: Uuid;
  provenance?: Provenance;
}

/** What a request says so far. Everything may be missing until it is issued. */
export type Draft = Omit<RfiDraft, 'addressees'> & { addressees?: DraftAddressee[] };
