/**
 * Loads oidc-provider without its remark on Node 20. It is written for 22 and runs on 20.19 and up with what is used of it
 * here (the tests hold it to that); the remark would be the first line that everybody sees.
 */
export async function loadProvider(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
