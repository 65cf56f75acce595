import { z } from 'zod';
import { Day } from './values.js';

/**
 * How well a list is known: `published` in the official journal; `reconstructed` from such lists; `secondary`: taken from somebody who had it;
 * `projected`: at least in part reckoned from the pattern of earlier years; `provisional`: not yet decided by the institution.
 */
const Quality = z.enum(['published', 'reconstructed', 'secondary', 'projected', 'provisional']);
const Code = z.string().min(1);

/**
 * A calendar of holidays as versioned data: what a file holds, and what is published. A published version is never edited. It stands within
 * `CalendarPublished.v1`, whose consumers refuse what they do not know: a further field of a file is another version of that contract.
 */
export const HolidayCalendarFile = z
  .strictObject({
    id: Code.max(64),
    version: z.number().int().min(1).max(100_000),
    title: z.string().min(1),
    /** The institution's sites; `code` is what `site` of a procedure and `place` of a holiday name. */
    places: z.array(z.strictObject({ code: Code, name: z.string().min(1) })).min(1),
    /** The site that is meant when none is named. */
    seat: Code,
    /** ISO weekdays that are never working days: 6 and 7 for Saturday and Sunday. */
    weekend: z.array(z.number().int().min(1).max(7)),
    years: z.array(
      z.strictObject({
        year: z.number().int().min(1),
        /** The weakest quality on which any day of the year may rest, `parts` excepted. */
        quality: Quality,
        source: z.string().min(1),
        parts: z.array(z.strictObject({ from: Day, to: Day, quality: Quality, source: z.string().min(1) })).optional(),
        /** Holidays that fall on weekdays; those on a weekend day need not be listed. */
        days: z.array(z.strictObject({ day: Day, place: Code.optional(), name: z.string().min(1).optional() })),
      }),
    ),
  })
  .meta({ id: 'HolidayCalendar' });
export type HolidayCalendarFile = z.infer<typeof HolidayCalendarFile>;
