import { fileOf, VARIABLES } from './variables.js';

/** The settings as the Markdown table that stands in the README (a test holds the README to it). */
export function renderSettings(): string {
  const rows = VARIABLES.map(({ name, fallback, explanation, secret }) => {
    const orFile = secret ? ` Or \`${fileOf({ name })}\`: the file that holds it.` : '';
    return `| \`${name}\` | ${fallback} | ${explanation}${orFile} |`;
  });
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}
