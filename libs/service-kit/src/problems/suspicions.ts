/**
 * What looks like an attack. Each is a line of the log with the member `security`, at the level `warn`, whatever the request was answered with: who
 * watches an installation asks for that member. What happens to honest people every day (a session that is over, a role that one lacks, what is
 * not there) is none.
 */
export const SUSPICIONS = {
  'token-refused': 'A token or a session cookie is forged, changed, or was made for somebody else',
  'client-refused': 'A machine client has asked for a token with a wrong secret, or is none',
  'link-refused': 'A personal link is forged, or was used before',
  'code-refused': 'A code for a submission is wrong, or was tried too often',
  'sign-in-refused': 'A sign-in came back that this browser had not begun, or that the issuer did not make',
  'logout-refused': 'A logout token is forged, or was used before',
  'from-another-site': 'A page of another site sent a request with a cookie of ours',
  'too-many-tries': 'More tries came from one address, or of one secret, than are taken',
  'too-many-headers': 'A request has more header fields than are taken',
  'forged-field': 'A request sets what only the service may say: who acted, when it was recorded',
  'unfit-input': 'A request holds what no text holds: U+0000, half a character, a name of an object’s own parts',
} as const;
export type Suspicion = keyof typeof SUSPICIONS;
