import type { Person } from '../person-directory.js';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>
`;

/** The plain page of the demo issuer: a list of persons, each a link. Nothing is asked but who one wants to be. */
export const choicePage = (persons: readonly Person[], addressOf: (person: Person) => string): string =>
  page(
    'Demonstration: who are you?',
    persons.length === 0
      ? '<p>There is nobody in the directory yet.</p>'
      : `<ul>${persons
          .map(
            (person) =>
              `<li><a href="${escapeHtml(addressOf(person))}">${escapeHtml(person.name)}</a> (${escapeHtml(person.roles.join(', '))})</li>`,
          )
          .join('\n')}</ul>`,
  );

export const failurePage = (message: string): string =>
  page('You could not be signed in', `<p>${escapeHtml(message)}</p><p><a href="/">Back to the beginning</a></p>`);
