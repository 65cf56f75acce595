import type * as Contracts from '#contracts';
import type { z } from 'zod';
import type { Times } from '../time/then';
import { askPages, askThen } from './queries';

export type ReadsPage = z.infer<typeof Contracts.ReadsPage>;
export type AccessView = Contracts.AccessView;

/** Who besides the team may see an inquiry, who may not, and under what the reader sees it. */
export const accessQuery = (inquiryId: string, times: Times = {}) =>
  askThen<AccessView>(
    ['case-state', 'inquiry', inquiryId, 'access'],
    `/api/case-state/inquiries/${inquiryId}/access`,
    times,
  );

/** The services that record who read what, each what is its own. */
export const recording = ['case-state', 'intake', 'notifications'] as const;

/** Who read what; for auditors. */
export const readsQuery = (service: (typeof recording)[number], query: Record<string, string | undefined>) =>
  askPages<ReadsPage>([service, 'reads'], `/api/${service}/reads`, query);
