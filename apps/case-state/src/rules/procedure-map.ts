import type { ProcedureDefinition } from '#contracts';
import { stageOnMap } from '../domain/procedure/engine/reach.js';

/** A procedure as its map shows it: the stages with their steps, and the steps that can be taken from any stage. */
export interface ProcedureMap {
  title: string;
  stages: { id: string; title: string; terminal: boolean; steps: MapStep[] }[];
  anywhere: MapStep[];
}

interface MapStep {
  id: string;
  title: string;
  /** How it comes about, where no officer takes it. */
  by?: 'silence' | 'request' | 'reply' | 'opening';
  /** Titles of the clocks that it starts. */
  starts: string[];
}

const HANDS = { opening: 'opening', 'rfi-issued': 'request', 'reply-submitted': 'reply', lapse: 'silence' } as const;

/** The map that the page of a case shows, before any case: English texts. */
export function procedureMap(definition: ProcedureDefinition): ProcedureMap {
  const titleOf = (clock: string): string => definition.clocks.find(({ id }) => id === clock)?.title.en ?? clock;
  const at = (stage: string | null): MapStep[] =>
    definition.steps
      .filter((step) => stageOnMap(step) === stage)
      .map((step) => ({
        id: step.id,
        title: step.title.en,
        ...(step.by !== 'officer' && { by: HANDS[step.by] }),
        starts: (step.clocks ?? []).flatMap((act) => ('start' in act ? [titleOf(act.start)] : [])),
      }));
  return {
    title: `${definition.title.en}, version ${definition.version}`,
    stages: definition.stages.map(({ id, title, terminal }) => ({
      id,
      title: title.en,
      terminal: terminal ?? false,
      steps: at(id),
    })),
    anywhere: at(null),
  };
}

/** The map in lines. */
export function mapAsText({ title, stages, anywhere }: ProcedureMap): string[] {
  const line = ({ title: what, by, starts }: MapStep): string =>
    `  o ${what}${by === undefined ? '' : ` (by ${by})`}${starts.length > 0 ? `  [starts: ${starts.join('; ')}]` : ''}`;
  return [
    title,
    ...stages.flatMap((stage, i) => [
      '',
      `${i === 0 ? '' : '-> '}${stage.title.toUpperCase()}${stage.terminal ? ' (end)' : ''}`,
      ...stage.steps.map(line),
    ]),
    ...(anywhere.length > 0 ? ['', 'FROM ANY STAGE', ...anywhere.map(line)] : []),
  ];
}

const COLUMN = 240;
const LINE = 17;
const MARGIN = 24;
/** Characters that a column holds at 13 px. */
const WRAP = 32;

/** The map as a picture: SVG that needs no font, style or script of its own. */
export function mapAsSvg({ title, stages, anywhere }: ProcedureMap): string {
  const columns = [
    ...stages.map((stage) => ({ ...stage, open: false })),
    ...(anywhere.length > 0 ? [{ id: '', title: 'From any stage', terminal: false, steps: anywhere, open: true }] : []),
  ];
  const drawn = columns.map((column, i) => {
    const x = MARGIN + i * COLUMN;
    let y = 128;
    const steps = column.steps.map((step) => {
      const words = wrapped(step.by === undefined ? step.title : `${step.title} (by ${step.by})`);
      const dot = `<circle cx="${x + 6}" cy="${y - 4}" r="4" fill="${step.by === undefined ? '#1d2733' : '#fff'}" stroke="#1d2733"/>`;
      const lines = words
        .map((word, row) => `<text x="${x + 18}" y="${y + row * LINE}">${escaped(word)}</text>`)
        .join('');
      const clocks = step.starts.flatMap((clock) => wrapped(`\u23f1 ${clock}`));
      const notes = clocks
        .map(
          (word, row) => `<text x="${x + 18}" y="${y + (words.length + row) * LINE}" class="n">${escaped(word)}</text>`,
        )
        .join('');
      y += (words.length + clocks.length) * LINE + 8;
      return dot + lines + notes;
    });
    const next = i < columns.length - 1 && !column.open && !columns[i + 1]?.open ? COLUMN : 0;
    const station = column.open
      ? ''
      : `<path d="M${x + 6} 96H${x + 6 + next}" stroke="#1d2733" stroke-width="3"/><circle cx="${x + 6}" cy="96" r="7" fill="${column.terminal ? '#1d2733' : '#fff'}" stroke="#1d2733" stroke-width="3"/>`;
    return { y, svg: `${station}<text x="${x}" y="78" class="s">${escaped(column.title)}</text>${steps.join('')}` };
  });
  const width = MARGIN * 2 + columns.length * COLUMN;
  const height = Math.max(...drawn.map(({ y }) => y)) + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">`,
    '<style>.s{font-weight:700;font-size:15px}.n{fill:#5b6775;font-size:12px}</style>',
    `<rect width="100%" height="100%" fill="#fff"/><text x="${MARGIN}" y="40" font-size="20" font-weight="700">${escaped(title)}</text>`,
    ...drawn.map(({ svg }) => svg),
    '</svg>',
  ].join('\n');
}

function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 1 > WRAP) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
