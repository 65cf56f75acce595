import { z } from 'zod';

/** A calendar day, `YYYY-MM-DD`, that exists (2024-02-30 is refused). No time zone: a day is a day at the authority's seat. */
export const Day = z.iso
  .date()
  .refine((day) => day >= '1900-01-01' && day <= '2199-12-31', 'A day between 1900 and 2199')
  .meta({ description: 'A day at the seat of the authority, YYYY-MM-DD' });
export type Day = z.infer<typeof Day>;

/** A moment, RFC 3339 in UTC with milliseconds: `2024-06-28T09:42:00.000Z`. */
export const Moment = z.iso
  .datetime({ precision: 3 })
  .refine((moment) => moment >= '1900' && moment < '2200', 'A moment between 1900 and 2199')
  .meta({ description: 'A moment, RFC 3339, UTC, milliseconds' });
export type Moment = z.infer<typeof Moment>;

export const Uuid = z.guid().toLowerCase();
export type Uuid = z.infer<typeof Uuid>;

/** Languages that one text may come in: more than the official ones of the Union (24), fewer than would fill an event. */
const MOST_LANGUAGES = 40;

/** Well-formed BCP 47 (RFC 5646, section 2.2.9), in its canonical spelling: else `fr` and `FR` would be two texts of one language. */
function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false; // RangeError: not well-formed
  }
}

/** A text in one or more languages, keyed by BCP 47 tag in canonical spelling (`fr`, `pt-BR`). English is always there. */
export const LocalizedText = z
  .object({ en: z.string().min(1).max(4000) })
  .catchall(z.string().min(1).max(4000))
  .check(({ value, issues }) => {
    const tags = Object.keys(value);
    if (tags.length > MOST_LANGUAGES)
      issues.push({ code: 'custom', input: value, message: `At most ${MOST_LANGUAGES} languages` });
    else
      for (const tag of tags)
        if (tag !== 'en' && !isLanguageTag(tag))
          issues.push({
            code: 'custom',
            input: value,
            path: [tag],
            message: 'Not a language tag (BCP 47) in canonical spelling, such as fr or pt-BR',
          });
  })
  .meta({ id: 'LocalizedText' });
export type LocalizedText = z.infer<typeof LocalizedText>;

/** Scripts with letters that look like those of another one (Unicode TR 36, section 2.2). In a word of Chinese, Japanese or Korean several are at home. */
const LOOKING_ALIKE = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Coptic',
  'Cherokee',
  'Lisu',
  'Deseret',
].map((script) => new RegExp(`\\p{Script=${script}}`, 'u'));

/**
 * Signs that do not show, or change how others show: control, format (bidi overrides, zero width), line breaks, surrogates, private use,
 * unassigned; what may be left out in showing (Default_Ignorable_Code_Point: fillers, selectors of variants); the Braille pattern without a dot.
 */
const NOT_SHOWN = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]/u;

/** A letter or mark of a script other than Latin, Greek and Cyrillic; marks and signs of all scripts are none. */
const ELSEWHERE = String.raw`(?![\p{scx=Latn}\p{scx=Grek}\p{scx=Cyrl}\p{scx=Zinh}\p{scx=Zyyy}])[\p{L}\p{M}]`;
/** U+200C and U+200D where they belong to a spelling (Persian, Hindi …): between two such letters. */
const JOINERS = new RegExp(String.raw`(?<=${ELSEWHERE})[\u200c\u200d](?=${ELSEWHERE})`, 'gu');

const mixesScripts = (name: string): boolean =>
  name.split(/[^\p{L}\p{M}]+/u).some((word) => LOOKING_ALIKE.filter((script) => script.test(word)).length > 1);

/** A name as it is read, to find those that are alike: without regard to case, spaces, signs that do not show, and ways of writing one letter. */
export const asRead = (name: string): string =>
  name
    .replace(/[\p{Cf}\p{DI}\u2800]/gu, '')
    .normalize('NFKC')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();

/**
 * What somebody or something is called, to be told apart from others by it: in one way of writing (NFC: a ligature or a sign such as ² is part of
 * a name, and stays), with one space between words and none around, and as it is read. A Cyrillic letter within a Latin word is refused; words of
 * several scripts are not.
 * @param most characters at most
 */
export const nameOf = (most: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .overwrite((name) => name.replace(/\p{Zs}+/gu, ' '))
    .min(1)
    .max(most)
    .refine(
      (name) => !NOT_SHOWN.test(name.replace(JOINERS, '')),
      'It contains a sign that does not show, or that turns the writing round.',
    )
    .refine((name) => !mixesScripts(name), 'A word of it mixes letters of several scripts that look alike.');
export const Name = nameOf(200);

/** An inquiry's number in its one way of writing: full-width digits are digits, hyphens and minus signs that look like `-` are `-`. */
export const asNumber = (number: string): string =>
  number
    .normalize('NFKC')
    .replace(/[\u2010\u2011\u2212]/g, '-')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();

/** A number to be given to an inquiry: what `asNumber` makes of it is a name. It stays as it was sent: by that an earlier version recorded it. */
export const InquiryNumber = z
  .string()
  .min(1, { abort: true })
  .max(40, { abort: true })
  .check(({ value, issues }) => {
    for (const { message } of nameOf(40).safeParse(asNumber(value)).error?.issues ?? [])
      issues.push({ code: 'custom', input: value, message });
  });

/** ISO 3166-1 alpha-2. */
export const Country = z.string().regex(/^[A-Z]{2}$/);
export type Country = z.infer<typeof Country>;

/** An opaque case number with its prefix (`AT.40684`, `COMP/38.695`): unique, never reused, never parsed. */
export const CaseNumber = z
  .string()
  .regex(/^[A-Z]{1,6}[./][A-Za-z0-9./-]{1,24}$/)
  .meta({ description: 'Opaque case number, e.g. AT.40684' });
export type CaseNumber = z.infer<typeof CaseNumber>;

/** An amount: decimal string and ISO 4217 code. Computed with in integer minor units, never as a float. */
export const Money = z.object({
  amount: z.string().regex(/^-?\d{1,18}(\.\d{1,4})?$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof Money>;

/** Whose act a published fact was, and in which role; absent where the service itself acted, and on facts of before it was told. */
export const ActedBy = z.object({ person: Uuid, role: z.string() });
export type ActedBy = z.infer<typeof ActedBy>;

/** How well a fact stands: a public or reported fact names its source, an invention says that it is one. */
export const Provenance = z
  .strictObject({
    standing: z.enum(['public', 'reported', 'inferred', 'invented', 'hypothetical', 'synthetic']),
    source: z.string().min(1).max(500).optional(),
  })
  .meta({ id: 'Provenance' });
export type Provenance = z.infer<typeof Provenance>;

/** A legal basis: the act by its short citation and, where there is one, its CELEX number. */
export const LegalBasis = z
  .strictObject({
    citation: z.string().min(1).max(200),
    celex: z.string().max(40).optional(),
    /** `m`: written from knowledge of the text, not checked against it. */
    checked: z.enum(['text', 'm']).optional(),
  })
  .meta({ id: 'LegalBasis' });
export type LegalBasis = z.infer<typeof LegalBasis>;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
