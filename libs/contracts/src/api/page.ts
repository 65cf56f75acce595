import { z } from 'zod';
import { twoTimes } from './two-times.js';

/** A page of a list: `next` is the cursor of the following page, absent at the end. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().optional(),
    /** All that match, for the heading of the list. */ total: z.number().int().min(0),
  });

export const PageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;
/** A page of a list as it was. */
export const PageThenQuery = PageQuery.extend(twoTimes);
export type PageThenQuery = z.infer<typeof PageThenQuery>;
