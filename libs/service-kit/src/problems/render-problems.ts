import { PROBLEMS } from './codes.js';

/** The problem types as a Markdown table, for the README. */
export function renderProblems(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title, explanation }]) => `| \`${code}\` | ${status} | ${title}. ${explanation} |`,
  );
  return ['| code | status | what it means |', '|---|---|---|', ...rows].join('\n');
}
