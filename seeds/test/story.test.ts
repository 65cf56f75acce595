import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  AddPerson,
  type Answer,
  DraftQuestionnaire,
  IssueRfi,
  OpenCase,
  OpenInquiry,
  PrepareRfi,
  Provenance,
  type Question,
  QuestionnaireContent,
  RegisterLead,
  TakeLeadUp,
  TakeStep,
} from '#contracts';
import { dayAt } from '#legal-clock';
import { z } from 'zod';
import { story } from '../index.js';
import { type Answering, type Command, isAnswering } from '../sending/acts.js';
import { control, exclusivity, technicalLimits } from '../microsoft-openai/questionnaires.js';

const acts = story.chapters.flatMap(({ rows }) => rows.flat());
const commands = acts.filter((act): act is Command => !isAnswering(act));
const replies = acts.filter(isAnswering);
const anId = () => '00000000-0000-4000-8000-000000000000';

const QUESTIONNAIRES: Record<string, QuestionnaireContent> = {
  'rfi/control': control,
  'rfi/exclusivity': exclusivity,
  'rfi/limits': technicalLimits,
};

/** What each door takes. */
const SHAPES: [RegExp, z.ZodType][] = [
  [/^\/api\/case-state\/people$/, AddPerson],
  [/^\/api\/case-state\/inquiries$/, OpenInquiry],
  [/^\/api\/case-state\/inquiries\/[^/]+\/cases$/, OpenCase],
  [/^\/api\/case-state\/cases\/[^/]+\/steps$/, TakeStep],
  [/^\/api\/intake\/leads$/, RegisterLead],
  [/^\/api\/intake\/leads\/[^/]+\/taking$/, TakeLeadUp],
  [/^\/api\/intake\/questionnaires$/, DraftQuestionnaire],
  [/^\/api\/intake\/rfis$/, PrepareRfi],
  [/^\/api\/intake\/rfis\/[^/]+\/issue$/, IssueRfi],
  [/^\/api\/notifications\/inbox\/read-all$/, z.strictObject({})],
];

describe('the chapters', () => {
  test('follow one another, each on its day in Brussels', () => {
    const moments = [story.begins, ...story.chapters.map(({ at }) => at)];
    expect(moments).toEqual([...moments].sort());
    for (const { at, day } of story.chapters) expect(dayAt(at, 'Europe/Brussels')).toBe(day);
  });

  test('end on Tuesday 6 August 2024 at 14:30 in Brussels', () => {
    expect(story.chapters.at(-1)?.at).toBe('2024-08-06T12:30:00.000Z');
  });

  test('name each act once', () => {
    const names = acts.map(({ act }) => act);
    expect(new Set(names).size).toBe(names.length);
  });

  test('never rest on an act of the same row, or on a later one', () => {
    const made = new Set<string>();
    for (const { rows } of story.chapters)
      for (const row of rows) {
        const known = (act: string): string => {
          if (!made.has(act)) throw new Error(`${act} is not made yet`);
          return anId();
        };
        for (const act of row)
          expect(isAnswering(act) ? known(act.request) : [act.path(known), act.body(known)]).toBeTruthy();
        for (const { act } of row) made.add(act);
      }
  });
});

describe('the commands', () => {
  test.each(commands.map((command) => [command.act, command] as const))('%s fits its door', (_, command) => {
    const shape = SHAPES.find(([path]) => path.test(command.path(anId)));
    expect(shape).toBeDefined();
    expect(shape?.[1].parse(command.body(anId))).toBeTruthy();
  });

  test('say how each fact stands; what is not invented names its source', () => {
    const found: Provenance[] = [];
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value))
        if (key === 'provenance') found.push(Provenance.parse(inner));
        else look(inner);
    };
    for (const command of commands) {
      const body = command.body(anId);
      if (!/^(person|read)\/|\/(issued|taken-up)$/.test(command.act))
        expect(JSON.stringify(body)).toContain('"provenance"');
      look(body);
    }
    for (const { standing, source } of found) if (standing !== 'invented') expect(source).toBeTruthy();
  });
});

describe('the answers', () => {
  test.each(Object.entries(QUESTIONNAIRES))('%s has a well-formed questionnaire', (_, content) => {
    expect(QuestionnaireContent.parse(content)).toEqual(content);
  });

  test.each(replies.map((reply) => [reply.act, reply] as const))('%s fits the questions', (_, reply) => {
    const questions = (QUESTIONNAIRES[reply.request]?.sections ?? []).flatMap((section) => section.questions);
    for (const [id, answer] of Object.entries(reply.answers)) {
      const question = questions.find((candidate) => candidate.id === id);
      expect([id, question && misfit(question, answer)]).toEqual([id, '']);
    }
    if (reply.submit)
      for (const { id, required } of questions) if (required) expect(Object.keys(reply.answers)).toContain(id);
  });

  test('RFI 1 has eleven replies of twelve, one of them after the limit', () => {
    const days = replies
      .filter(({ request, submit }) => request === 'rfi/exclusivity' && submit)
      .map((reply) => story.chapters.find(({ rows }) => rows.flat().includes(reply as Answering))?.day ?? '');
    expect(days).toHaveLength(11);
    expect(days.filter((day) => day > '2024-07-19')).toEqual(['2024-07-24']);
  });
});

/** What is wrong with an answer; '' when nothing is. */
function misfit(question: Question, answer: Answer): string {
  if ('text' in answer)
    return question.kind === 'text' && answer.text.length <= question.maxLength ? '' : 'not a text, or too long';
  if ('number' in answer)
    return question.kind === 'number' && (answer.number.split('.')[1] ?? '').length <= question.decimals
      ? ''
      : 'not a number, or too many decimals';
  if (question.kind !== 'choice') return 'not a choice';
  const known = question.choices.map(({ id }) => id);
  if (answer.choices.some((id) => !known.includes(id))) return `unknown choice of ${answer.choices.join(', ')}`;
  return question.multiple || answer.choices.length === 1 ? '' : 'one choice only';
}

test('nobody but the seeds knows the story', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const names =
    /Microsoft|OpenAI|Azure|Kowalczyk|Lindqvist|Papadaki|Arvenn|Estrela|Kestrel|M\.90117|AT\.90204|I-2024-031/;
  const sources = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(tsx?|js|json|css|html)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/\/test\//.test(file)),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(
    sources.filter((file) => names.test(readFileSync(file, 'utf8'))).map((file) => file.slice(root.length)),
  ).toEqual([]);
});
