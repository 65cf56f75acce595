import type { AddresseeInput, RfiDraft, RfiRule } from '../../api/rfis';

/** An addressee while it is written: everything may be empty. `key` is this page's own. */
export interface AddresseeForm {
  key: string;
  id?: string | undefined;
  name: string;
  country: string;
  sector: string;
  contact: string;
  email: string;
  provenance?: AddresseeInput['provenance'];
}

/** A draft while it is written. */
export interface DraftForm {
  kind: string;
  subject: string;
  purpose: string;
  basis: string[];
  notices: string[];
  limit: string;
  narrow: boolean;
  questionnaire?: RfiDraft['questionnaire'];
  addressees: AddresseeForm[];
}

export const noAddressee = (): AddresseeForm => ({
  key: crypto.randomUUID(),
  name: '',
  country: '',
  sector: '',
  contact: '',
  email: '',
});

export const formOf = (draft: RfiDraft): DraftForm => ({
  kind: draft.kind ?? '',
  subject: draft.subject?.en ?? '',
  purpose: draft.purpose ?? '',
  basis: draft.basis?.map((basis) => basis.citation) ?? [],
  notices: draft.notices ?? [],
  limit: draft.limit ?? '',
  narrow: draft.narrow ?? false,
  questionnaire: draft.questionnaire,
  addressees: (draft.addressees ?? []).map((each, index) => ({
    key: each.id ?? `new-${index}`,
    id: each.id,
    name: each.name,
    country: each.country,
    sector: each.sector ?? '',
    contact: each.contact.name,
    email: each.contact.email,
    provenance: each.provenance,
  })),
});

/** What is sent: empty fields are left out. `before` gives what this page does not edit: other languages, provenance. */
export const draftOf = (form: DraftForm, before: RfiDraft, rules: RfiRule[]): RfiDraft => {
  const rule = rules.find((each) => each.kind === form.kind);
  const basis = rule?.basis.filter((each) => form.basis.includes(each.citation)) ?? [];
  return {
    ...(rule ? { kind: rule.kind } : {}),
    ...(form.subject.trim() ? { subject: { ...before.subject, en: form.subject.trim() } } : {}),
    ...(form.purpose.trim() ? { purpose: form.purpose.trim() } : {}),
    ...(basis.length > 0 ? { basis } : {}),
    ...(form.notices.length > 0 ? { notices: form.notices } : {}),
    ...(form.limit ? { limit: form.limit } : {}),
    ...(form.narrow ? { narrow: true } : {}),
    ...(form.questionnaire ? { questionnaire: form.questionnaire } : {}),
    ...(form.addressees.length > 0
      ? {
          addressees: form.addressees.map((each) => ({
            ...(each.id ? { id: each.id } : {}),
            name: each.name.trim(),
            country: each.country,
            ...(each.sector.trim() ? { sector: each.sector.trim() } : {}),
            contact: { name: each.contact.trim(), email: each.email.trim() },
            ...(each.provenance ? { provenance: each.provenance } : {}),
          })),
        }
      : {}),
    ...(before.provenance ? { provenance: before.provenance } : {}),
  };
};

/** An address that a letter could be sent to; the service looks more closely. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());

/** False: the addressee cannot be kept yet, something of it is missing. */
export const isWhole = (each: AddresseeForm): boolean =>
  each.name.trim() !== '' && each.country !== '' && each.contact.trim() !== '' && isEmail(each.email);

/** The form with another kind: its rule's bases and notices come along, for the request must carry them. */
export const withKind = (form: DraftForm, rule: RfiRule | undefined): DraftForm => ({
  ...form,
  kind: rule?.kind ?? '',
  basis: rule?.basis.map((each) => each.citation) ?? [],
  notices: rule?.notices.map((each) => each.id) ?? [],
  narrow: form.narrow && rule?.minimumIfNarrow !== undefined,
});
