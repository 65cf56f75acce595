import type { z } from 'zod';
import type * as Contracts from '#contracts';
import { askPages } from './queries';

export type InboxPage = z.infer<typeof Contracts.InboxPage>;

/** What the reader has been told, newest first. */
export const inboxQuery = (query: { unread?: 'true' | undefined }) =>
  askPages<InboxPage>(['notifications', 'inbox', 'items'], '/api/notifications/inbox', query);
