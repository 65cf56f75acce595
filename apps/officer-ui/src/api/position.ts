/**
 * The `Dossier-Position` vector: how far each service's log had come when it answered our own commands.
 * Sent with the queries that follow, so that a page never shows a state older than what its reader has just done.
 * Kept in memory only: a reload begins anew, and so a log that was restored from a backup is never waited for in vain.
 */
const reached = new Map<string, number>();

/** Takes in the header of an answer, e.g. `intake=81, case-state=40`; a service's position only ever rises. */
export const rememberPosition = (header: string | null): void => {
  for (const part of header?.split(',') ?? []) {
    const [service, position] = part.trim().split('=');
    const value = Number(position);
    if (service && Number.isSafeInteger(value)) reached.set(service, Math.max(value, reached.get(service) ?? 0));
  }
};

/** The header to send, or nothing when no command was sent from this page yet. */
export const positionHeader = (): string | undefined =>
  reached.size === 0 ? undefined : [...reached].map(([service, position]) => `${service}=${position}`).join(', ');
