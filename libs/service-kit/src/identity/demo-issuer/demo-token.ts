import { COMMAND_LINE_CLIENT, DEMO_PERSON_GRANT } from './demo-issuer.js';

/**
 * Asks the demo issuer for an access token of a person of the directory.
 * @param issuer the issuer's address, e.g. `http://localhost:4000/oidc`
 * @param subject the person's subject at the demo issuer: the id, unless the directory says otherwise
 * @throws Error with the issuer's words when there is no such person, or when it is not reached
 */
export async function demoToken(issuer: string, subject: string): Promise<{ token: string; expiresInSeconds: number }> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: DEMO_PERSON_GRANT, client_id: COMMAND_LINE_CLIENT, person: subject }),
  });
  const answer = (await response.json()) as { access_token?: string; expires_in?: number; error_description?: string };
  if (!response.ok || answer.access_token === undefined)
    throw new Error(`The demo issuer gave no token: ${answer.error_description ?? response.status}`);
  return { token: answer.access_token, expiresInSeconds: answer.expires_in ?? 0 };
}
