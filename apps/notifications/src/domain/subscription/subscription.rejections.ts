import type { Rejection } from '#contracts';

/** Why a subscription says no. Closed: a reason that is not here does not exist. */
export type SubscriptionRejection = Rejection<
  | 'address-not-allowed'
  | 'inquiry-not-found'
  | 'subscription-exists'
  | 'subscription-ended'
  | 'lane-not-stopped'
  | 'delivery-not-numbered'
>;

/** @param why what the address guard said, as one sentence */
export const addressNotAllowed = (guard: string, why: string): SubscriptionRejection => ({
  rejected: true,
  code: 'address-not-allowed',
  guard,
  detail: { en: why },
  first: ['Give an https address on the public internet, or have its range listed in DOSSIER_WEBHOOK_ALLOW.'],
  errors: [{ path: 'url', message: why }],
  status: 400,
});

/** The same words for an inquiry that does not exist and for one that the person is not on the team of. */
export const inquiryNotFound = (indexes: number[]): SubscriptionRejection => ({
  rejected: true,
  code: 'inquiry-not-found',
  guard: 'member-of-the-inquiry',
  detail: { en: 'A subscription delivers only from inquiries whose team you are on.' },
  errors: indexes.map((index) => ({
    path: `inquiries.${index}`,
    message: 'There is no such inquiry, or you are not on its team.',
  })),
  status: 400,
});

export const subscriptionExists = (): SubscriptionRejection => ({
  rejected: true,
  code: 'subscription-exists',
  detail: { en: 'This subscription has been created already.' },
});

export const subscriptionEnded = (): SubscriptionRejection => ({
  rejected: true,
  code: 'subscription-ended',
  guard: 'subscription-not-ended',
  detail: { en: 'This subscription has ended: nothing is sent to it any more.' },
  first: ['Create a new subscription.'],
});

export const laneNotStopped = (): SubscriptionRejection => ({
  rejected: true,
  code: 'lane-not-stopped',
  guard: 'lane-stopped',
  detail: { en: 'This lane is not stopped: its next delivery has not failed, so there is nothing to skip.' },
});

export const deliveryNotNumbered = (): SubscriptionRejection => ({
  rejected: true,
  code: 'delivery-not-numbered',
  guard: 'delivery-of-a-lane',
  detail: { en: 'A test event belongs to no lane and is not sent again. Send a new test.' },
});
