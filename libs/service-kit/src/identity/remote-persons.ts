import { MeView } from '#contracts';
import type { ActorKind } from '#contracts';
import { Problem } from '../problems/errors.js';
import type { PartsFetch } from '../tls/index.js';
import type { BearerVerifier } from './bearer.js';
import { TokenRefused } from './our-tokens.js';

/**
 * Verifies bearer tokens where the directory is not: case-state is asked whom the token stands for.
 * @param caseStateUrl without a slash at the end
 */
export const bearersThroughCaseState =
  (caseStateUrl: string, asking: PartsFetch = fetch): BearerVerifier =>
  async (token) => {
    const me = await ask(asking, `${caseStateUrl}/api/case-state/me`, token);
    return {
      person: me.person,
      kind: me.kind as ActorKind,
      roles: me.roles,
      displayName: me.name,
      expiresAt: Date.parse(me.expiresAt),
      ...(me.authenticatedAt !== undefined && { authenticatedAt: Date.parse(me.authenticatedAt) }),
    };
  };

async function ask(asking: PartsFetch, address: string, token: string): Promise<MeView> {
  let response: Response;
  try {
    response = await asking(address, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
      redirect: 'error',
    });
    if (response.ok) return MeView.parse(await response.json());
  } catch (error) {
    throw new Problem('issuer-unavailable', undefined, { cause: error });
  }
  if (response.status === 401 || response.status === 403)
    // Case-state has noted what it looks like.
    throw new TokenRefused('case-state does not know this token', { ordinary: true });
  throw new Problem('issuer-unavailable');
}
