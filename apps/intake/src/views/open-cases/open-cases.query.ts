import type { AskableCase, Uuid } from '#contracts';
import { keepInSight, type Sight, type Views } from '#service-kit';
import type { z } from 'zod';
import { KnownCaseRow } from './known-case.entity.js';

export const knownCase = (views: Views, id: Uuid): Promise<KnownCaseRow | null> =>
  views.getRepository(KnownCaseRow).findOneBy({ id });

/** Cases on which the reader may ask: those of the reader's inquiries, the open ones first, by number. */
export async function askableCases(views: Views, sight: Sight): Promise<z.infer<typeof AskableCase>[]> {
  const all = views.getRepository(KnownCaseRow).createQueryBuilder('known');
  const rows = await keepInSight(all, sight, 'known.inquiryId')
    .orderBy('known.open', 'DESC')
    .addOrderBy('known.number', 'ASC')
    .getMany();
  return rows.map(({ id, inquiryId, number, title, rules, open }) => ({ id, inquiryId, number, title, rules, open }));
}
