/**
 * Hours for which an access holds that was asked for without being given. Practice, not law: as long as an urgent matter needs to be
 * handed over, and short enough that whoever needs more asks the case manager for a grant on the next day.
 */
export const CHALLENGED_ACCESS_HOURS = 24;
