/**
 * What the issuer must remember between two requests of one sign-in: in memory, and gone after a restart (who was in the
 * middle of signing in begins again). Access tokens are signed and need no memory. The interface is oidc-provider's adapter.
 */
export class BriefMemory {
  private readonly kept = new Map<string, { payload: Record<string, unknown>; until: number }>();

  /** A store for one kind of thing, as oidc-provider asks for it. */
  adapterFor = (kind: string) => {
    const key = (id: string) => `${kind}:${id}`;
    const find = async (id: string) => this.read(key(id));
    return {
      find,
      findByUid: async (uid: string) =>
        this.search((at, payload) => at.startsWith(`${kind}:`) && payload['uid'] === uid),
      findByUserCode: async () => undefined,
      upsert: async (id: string, payload: Record<string, unknown>, expiresInSeconds?: number) => {
        this.forgetWhatHasExpired();
        this.kept.set(key(id), { payload, until: Date.now() + (expiresInSeconds ?? 600) * 1000 });
      },
      consume: async (id: string) => {
        const payload = this.read(key(id));
        if (payload) payload['consumed'] = Math.floor(Date.now() / 1000);
      },
      destroy: async (id: string) => void this.kept.delete(key(id)),
      revokeByGrantId: async (grantId: string) => {
        for (const [at, { payload }] of this.kept) if (payload['grantId'] === grantId) this.kept.delete(at);
      },
    };
  };

  private read(at: string): Record<string, unknown> | undefined {
    const found = this.kept.get(at);
    return found && found.until > Date.now() ? found.payload : undefined;
  }

  private search(test: (at: string, payload: Record<string, unknown>) => boolean): Record<string, unknown> | undefined {
    for (const [at, { payload, until }] of this.kept) if (until > Date.now() && test(at, payload)) return payload;
    return undefined;
  }

  private forgetWhatHasExpired(): void {
    const now = Date.now();
    for (const [at, { until }] of this.kept) if (until <= now) this.kept.delete(at);
  }
}
