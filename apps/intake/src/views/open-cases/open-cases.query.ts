import type { AskableCase, Uuid } from '#contracts';
import { keepInSight, type Sight } from '#service-kit';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { KnownCaseRow } from './known-case.entity.js';

export const knownCase = (dataSource: DataSource, id: Uuid): Promise<KnownCaseRow | null> =>
  dataSource.getRepository(KnownCaseRow).findOneBy({ id });

/** Cases on which the reader may ask: those of the reader's inquiries, the open ones first, by number. */
export async function askableCases(dataSource: DataSource, sight: Sight): Promise<z.infer<typeof AskableCase>[]> {
  const all = dataSource.getRepository(KnownCaseRow).createQueryBuilder('known');
  const rows = await keepInSight(all, sight, 'known.inquiryId')
    .orderBy('known.open', 'DESC')
    .addOrderBy('known.number', 'ASC')
    .getMany();
  return rows.map(({ id, inquiryId, number, title, rules, open }) => ({ id, inquiryId, number, title, rules, open }));
}
