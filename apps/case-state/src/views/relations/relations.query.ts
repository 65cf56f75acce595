import type { CaseView, Uuid } from '#contracts';
import { inSight, numbered, type Sight, type Then, type Views } from '#service-kit';
import { In } from 'typeorm';
import { CaseBoardRow } from '../case-board/case-board.entity.js';

interface Linked {
  id: Uuid;
  reason: string;
  person: Uuid;
  since: string;
}

/** The cases that a case is linked to, of those that the reader may see today; the last word of each pair counts, by then. */
export async function linkedTo(views: Views, sight: Sight, caseId: Uuid, then?: Then): Promise<CaseView['linked']> {
  const { values, bind } = numbered(caseId, then?.upTo ?? null, then?.day ?? null);
  const rows: Linked[] = await views.query(
    `select id, reason, person, since from (
       select distinct on (id) * from (
         select position, linked, reason, person, effective_on::text as since,
                case when one_case = $1 then other_case else one_case end as id,
                case when one_case = $1 then other_inquiry else one_inquiry end as inquiry
           from case_relation
          where $1 in (one_case, other_case) and ($2::integer is null or position <= $2)
            and ($3::date is null or effective_on <= $3)) word
        where ${inSight(sight, 'word.inquiry', bind)}
        order by id, position desc) last
      where linked order by since, id`,
    values,
  );
  const cases = await views.getRepository(CaseBoardRow).findBy({ id: In(rows.map(({ id }) => id)) });
  return rows.flatMap(({ id, reason, person, since }) => {
    const other = cases.find((one) => one.id === id);
    return other
      ? [{ id, number: other.number, title: other.state.title, inquiryId: other.inquiryId, since, by: person, reason }]
      : [];
  });
}
