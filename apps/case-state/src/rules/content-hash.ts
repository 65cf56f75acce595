import { createHash } from 'node:crypto';
import type { ProcedureDefinition } from '#contracts';
import { canonicalJson } from '#event-store';
import { canonicalCalendar, type HolidayCalendar } from '#legal-clock';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** What a pin names: SHA-256 (hex) of the content in canonical form (RFC 8785). */
export const procedureHash = (definition: ProcedureDefinition): string => sha256(canonicalJson(definition));
export const calendarHash = (calendar: HolidayCalendar): string => sha256(canonicalCalendar(calendar));
