import { VARIABLES } from './variables.js';

/** The settings as the Markdown table that stands in the README (a test holds the README to it). */
export function renderSettings(): string {
  const rows = VARIABLES.map(({ name, fallback, explanation }) => `| \`${name}\` | ${fallback} | ${explanation} |`);
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}
