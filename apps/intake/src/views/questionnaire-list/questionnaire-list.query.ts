import type { PageQuery, QuestionnaireContent, QuestionnaireView, Uuid } from '#contracts';
import { decodeCursor, toPage, type Page, type Views } from '#service-kit';
import { In, LessThan } from 'typeorm';
import { z } from 'zod';
import { QuestionnaireRow, QuestionnaireVersionRow } from './questionnaire.entity.js';

type Listed = Omit<QuestionnaireView, 'content'>;

const show = (row: QuestionnaireRow, versions: Omit<QuestionnaireVersionRow, 'content'>[]): Listed => ({
  id: row.id,
  version: row.version,
  title: row.title,
  questions: row.questions,
  versions: versions
    .filter(({ questionnaireId }) => questionnaireId === row.id)
    .map(({ version, publishedOn, publishedBy: by }) => ({ version, publishedOn, by })),
  ...(row.provenance && { provenance: row.provenance }),
});

const versionsOf = (views: Views, ids: Uuid[]): Promise<QuestionnaireVersionRow[]> =>
  views.getRepository(QuestionnaireVersionRow).find({
    select: { questionnaireId: true, version: true, publishedOn: true, publishedBy: true },
    where: { questionnaireId: In(ids) },
    order: { version: 'ASC' },
  });

/** A page of the questionnaires, newest first, without their contents. */
export async function questionnaireList(views: Views, query: PageQuery): Promise<Page<Listed>> {
  const rows = views.getRepository(QuestionnaireRow);
  const before = decodeCursor(query.cursor, z.int());
  const found = await rows.find({
    where: before === undefined ? {} : { position: LessThan(before) },
    order: { position: 'DESC' },
    take: query.limit + 1,
  });
  const versions = await versionsOf(
    views,
    found.map(({ id }) => id),
  );
  return toPage(
    found,
    query.limit,
    await rows.count(),
    (row) => row.position,
    (row) => show(row, versions),
  );
}

/** A questionnaire with the content of one version; the latest when none is named. */
export async function questionnaireById(
  views: Views,
  id: Uuid,
  version?: number,
): Promise<QuestionnaireView | undefined> {
  const row = await views.getRepository(QuestionnaireRow).findOneBy({ id });
  const content = row && (await questionnaireContent(views, { id, version: version ?? row.version }));
  return row && content ? { ...show(row, await versionsOf(views, [id])), content } : undefined;
}

/** What a version asks; undefined when there is none such. */
export async function questionnaireContent(
  views: Views,
  { id, version }: { id: Uuid; version: number },
): Promise<QuestionnaireContent | undefined> {
  const rows = views.getRepository(QuestionnaireVersionRow);
  // More than the column holds: no questionnaire has been revised so often.
  if (version > 2_147_483_647) return undefined;
  return (await rows.findOneBy({ questionnaireId: id, version }))?.content;
}
