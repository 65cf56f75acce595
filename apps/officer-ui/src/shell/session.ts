/** Sign-in is the service's: the browser goes there and comes back with a cookie that no script can read. */

/** Where to sign in, coming back to `from` (a path of this page). */
export const signInPath = (from: string, why?: 'ended'): string => {
  const query = new URLSearchParams();
  if (from !== '/' && !from.startsWith('/sign-in')) query.set('return', from);
  if (why) query.set('why', why);
  const text = query.toString();
  return text ? `/sign-in?${text}` : '/sign-in';
};

/** The address at case-state that begins the sign-in; `as` names the person who is expected; `fresh`: the issuer asks again who it is. */
export const signInAddress = (back: string, as?: string, fresh = false): string => {
  const query = new URLSearchParams({
    ...(as ? { as } : {}),
    ...(fresh ? { fresh: 'true' } : {}),
    return: back.startsWith('/') && !back.startsWith('//') ? back : '/',
  });
  return `/api/case-state/sign-in?${query.toString()}`;
};

/** Ends the session and leaves for the sign-in page, with nothing kept in this window. */
export const signOut = async (): Promise<void> => {
  await fetch('/api/case-state/sign-out', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Idempotency-Key': crypto.randomUUID() },
  }).catch(() => undefined);
  window.location.assign('/sign-in');
};
