/** While pages are not there yet: the databases are opened, the demonstration is told. */
export type NotYet = 'opening' | 'filling';

const WORDS: Record<NotYet, [title: string, sentence: string]> = {
  opening: ['Dossier is starting', 'The logs are being opened. This page looks again by itself.'],
  filling: ['Dossier is being filled', 'The demonstration is being told, act by act. This page looks again by itself.'],
};

/** A page for whoever comes before the pages are there: it asks again each second, without script or style. */
export function waitingPage(stage: NotYet): string {
  const [title, sentence] = WORDS[stage];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="1"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body><main><h1>${title}</h1><p role="status">${sentence}</p></main></body>
</html>
`;
}
