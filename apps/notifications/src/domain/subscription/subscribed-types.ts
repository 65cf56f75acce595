/**
 * Whether a published type is among those subscribed to: by its full name (`dossier.intake.RfiIssued.v1`), all of a service
 * (`dossier.intake.*`), or everything (`*`).
 */
export const isSubscribed = (types: readonly string[], published: string): boolean =>
  types.some((type) => (type.endsWith('*') ? published.startsWith(type.slice(0, -1)) : type === published));
