/** The three services of an installation; each is a log, a database and a path `/api/<service>` of its own. */
export const SERVICES = ['intake', 'case-state', 'notifications'] as const;
export type Service = (typeof SERVICES)[number];

/** The service that a request path belongs to (`/api/intake/rfis` → `intake`); undefined for anything else. */
export function serviceOfPath(path: string): Service | undefined {
  return SERVICES.find((service) => path === `/api/${service}` || path.startsWith(`/api/${service}/`));
}

/** Which services follow what a service publishes, and so may read its feed. A test holds it to what each service says of itself. */
export const FOLLOWERS: Record<Service, readonly Service[]> = {
  intake: ['case-state', 'notifications'],
  'case-state': ['intake', 'notifications'],
  notifications: [],
};
