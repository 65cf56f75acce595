import type { PageQuery, QuestionnaireContent, QuestionnaireView, Uuid } from '#contracts';
import type { Log } from '#event-store';
import { decodeCursor, notThereThen, toPage, type Page, type Then, type Views, PositionPlace } from '#service-kit';
import { In, LessThan, LessThanOrEqual } from 'typeorm';
import type { QuestionnaireEvent } from '../../domain/questionnaire/questionnaire.events.js';
import { questionsOf } from '../../domain/questionnaire/questions.js';
import { standing } from '../then/rows-then.js';
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
export async function questionnaireList(views: Views, log: Log, query: PageQuery, then?: Then): Promise<Page<Listed>> {
  if (then) return questionnaireListThen(views, log, query, then);
  const rows = views.getRepository(QuestionnaireRow);
  const before = decodeCursor(query.cursor, PositionPlace);
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

/** The same as it stood. Nobody publishes so many that folding each would be felt; that one was published is not corrected. */
async function questionnaireListThen(views: Views, log: Log, query: PageQuery, then: Then): Promise<Page<Listed>> {
  const before = decodeCursor(query.cursor, PositionPlace) ?? Infinity;
  const all = await views.getRepository(QuestionnaireRow).find({
    where: { position: LessThanOrEqual(then.upTo) },
    order: { position: 'DESC' },
  });
  const there = [];
  for (const row of all) {
    const was = await questionnaireThen(log, row, then);
    if (was) there.push(was);
  }
  const found = there.filter(({ row }) => row.position < before).slice(0, query.limit + 1);
  return toPage(
    found,
    query.limit,
    there.length,
    ({ row }) => row.position,
    ({ row, versions }) => show(row, versions),
  );
}

/** A questionnaire as its versions published by then have it. */
async function questionnaireThen(log: Log, { id, position }: QuestionnaireRow, then: Then) {
  const versions = (await standing(log, `questionnaire-${id}`, then)).map((event) => {
    const { version, content, provenance } = event.data as QuestionnaireEvent['data'];
    const of = { version, content, provenance: provenance ?? null };
    return { ...of, questionnaireId: id, publishedOn: event.effectiveOn, publishedBy: event.actor.person };
  });
  const last = versions.at(-1);
  if (!last) return undefined;
  const { version, content, provenance } = last;
  const row = { id, position, version, title: content.title, questions: questionsOf(content).length, provenance };
  return { row, versions };
}

/**
 * A questionnaire with the content of one version; the latest when none is named.
 * @throws Problem not-there-then for one that was not published yet, whole or in that version
 */
export async function questionnaireById(
  views: Views,
  log: Log,
  id: Uuid,
  version?: number,
  then?: Then,
): Promise<QuestionnaireView | undefined> {
  const row = await views.getRepository(QuestionnaireRow).findOneBy({ id });
  if (row && then) {
    const was = await questionnaireThen(log, row, then);
    const asked = was?.versions.find((one) => one.version === (version ?? was.row.version));
    if (!was || !asked) throw notThereThen(then);
    return { ...show(was.row, was.versions), content: asked.content };
  }
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
