import { z } from 'zod';
import { HolidayCalendarFile } from './calendar.js';
import { ProcedureDefinition } from './procedure.js';

/** JSON Schema of a file that authorities write, made of the very schema that reads it. */
const schemaOf = (schema: z.ZodType, title: string, description: string): Record<string, unknown> => {
  const { id: _, ...made } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }) as Record<
    string,
    unknown
  >;
  return { ...made, title, description };
};

/**
 * Of the file of a procedure. It holds the shape; that names are known, stages reachable and clocks ended, `dossier procedure check` says.
 */
export const procedureSchema = (): Record<string, unknown> =>
  schemaOf(
    ProcedureDefinition,
    'Procedure',
    'The rule set that a case follows: stages, steps, guards, clocks. The shape alone; `dossier procedure check` says the rest.',
  );

/** Of the file of a calendar of holidays. It holds the shape; that days lie in their year and stand there once, `dossier calendar check` says. */
export const calendarSchema = (): Record<string, unknown> =>
  schemaOf(
    HolidayCalendarFile,
    'Calendar of holidays',
    'Days on which an institution does not work, year by year. The shape alone; `dossier calendar check` says the rest.',
  );
