import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type * as Contracts from '#contracts';
import type { Times } from '../time/then';
import { get, withQuery } from './http';

type Of<Schema extends z.ZodType> = z.infer<Schema>;
export type ClockView = Contracts.ClockView;
export type PeoplePage = Of<typeof Contracts.PeoplePage>;
export type ProceduresView = Of<typeof Contracts.ProceduresView>;
export type InquiryList = Of<typeof Contracts.InquiryList>;
export type TimelinePage = Of<typeof Contracts.TimelinePage>;
export type ThreadView = Of<typeof Contracts.ThreadView>;
export type LeadList = Of<typeof Contracts.LeadList>;
export type StepView = Of<typeof Contracts.StepView>;
export type WhyNot = Of<typeof Contracts.WhyNot>;
export type RfiNoted = Of<typeof Contracts.RfiNoted>;
export type Attention = Of<typeof Contracts.Attention>;
export type MemberView = Of<typeof Contracts.MemberView>;
export type CalendarDays = Of<typeof Contracts.CalendarDays>;
export type InboxPage = Of<typeof Contracts.InboxPage>;

const caseState = '/api/case-state';
const intake = '/api/intake';
const notifications = '/api/notifications';

/** A query by its path: the path is also its key, its first two parts the service and the collection. */
export const ask = <T>(key: readonly unknown[], path: string) =>
  queryOptions({ queryKey: key, queryFn: async ({ signal }) => (await get<T>(path, signal)).data });

/** A query of another time: the same path with the two times, and a key of its own below that of now. */
export const askThen = <T>(key: readonly unknown[], path: string, times: Times) =>
  ask<T>(Object.keys(times).length > 0 ? [...key, 'then', times] : key, withQuery(path, { ...times }));

/** A list that goes on: `next` of each page is the cursor of the following. */
export const askPages = <Page extends { next?: string | undefined }>(
  key: readonly unknown[],
  path: string,
  query: Record<string, string | number | undefined>,
) =>
  infiniteQueryOptions({
    queryKey: [...key, query],
    queryFn: async ({ signal, pageParam }) =>
      (await get<Page>(withQuery(path, { ...query, cursor: pageParam }), signal)).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page) => page.next,
  });

export const clockQuery = ask<ClockView>(['case-state', 'clock'], `${caseState}/clock`);
export const meQuery = ask<Contracts.MeView>(['case-state', 'me'], `${caseState}/me`);
export const signInQuery = ask<Contracts.SignInOptions>(['case-state', 'sign-in'], `${caseState}/sign-in/options`);
export const peopleQuery = ask<PeoplePage>(['case-state', 'people'], `${caseState}/people?limit=200`);
export const proceduresQuery = ask<ProceduresView>(['case-state', 'procedures'], `${caseState}/procedures`);
export const inquiriesQuery = (query: Record<string, string | undefined>) =>
  askPages<InquiryList>(['case-state', 'inquiries'], `${caseState}/inquiries`, query);
export const inquiryQuery = (id: string, times: Times = {}) =>
  askThen<Contracts.InquiryView>(['case-state', 'inquiry', id], `${caseState}/inquiries/${id}`, times);
export const timelineQuery = (id: string, query: Record<string, string | undefined>) =>
  askPages<TimelinePage>(['case-state', 'inquiry', id, 'timeline'], `${caseState}/inquiries/${id}/timeline`, {
    limit: 12,
    ...query,
  });
export const inquiryThreadQuery = (id: string, times: Times = {}) =>
  askThen<ThreadView>(['case-state', 'inquiry', id, 'thread'], `${caseState}/inquiries/${id}/thread`, times);
/** Of what two views are laid side by side. */
export interface Viewed {
  of: 'inquiry' | 'case' | 'rfi';
  id: string;
}
/** An event that made a value so. Of a step also its reason, and in the place of which event it stands. */
export type Trace = Contracts.AsOfRow['because'][number] & { reason?: string; instead?: number };
type Group = Contracts.AsOfRow['group'] | 'steps';
/** One thing of a view: as the service gives it, or a step that was taken. */
export type Row = Omit<Contracts.AsOfRow, 'group' | 'because'> & { group: Group; because: Trace[] };
/** One thing that is different between two views. */
export type Change = Omit<Contracts.DifferenceView['changes'][number], 'group' | 'because'> & {
  group: Group;
  because: (Trace & { went: boolean })[];
};
/** The rows of one view. */
export interface Rows {
  known: boolean;
  rows: Row[];
}
const homes = {
  inquiry: { key: ['case-state', 'inquiry'], path: `${caseState}/inquiries` },
  case: { key: ['case-state', 'case'], path: `${caseState}/cases` },
  rfi: { key: ['intake', 'rfi'], path: `${intake}/rfis` },
} as const;
/** The difference between two views. */
export const differenceQuery = ({ of, id }: Viewed, from: Times, to: Times) => {
  const asked = {
    fromRecordedAt: from.recordedAt,
    fromAsOf: from.asOf,
    toRecordedAt: to.recordedAt,
    toAsOf: to.asOf,
  };
  return ask<Contracts.DifferenceView>(
    [...homes[of].key, id, 'difference', asked],
    withQuery(`${homes[of].path}/${id}/difference`, asked),
  );
};
/** Before anything of it was there: what is different from it is all that there is in a view. */
const BEFORE_ALL: Times = { asOf: '1900-01-01' };
/** All of one view, in rows, each with the events that made it so, the last in effect first. */
export const viewQuery = (viewed: Viewed, times: Times) =>
  queryOptions({ ...differenceQuery(viewed, BEFORE_ALL, times), select: rowsOfView });
/** So many records come with one page; all pages are asked for. */
const RECORDS = 200;
/** Every record of a step taken in an inquiry, or in one case of it, whatever was put in its place since. */
export const stepsTakenQuery = ({ of, id }: Viewed, inquiryId: string) =>
  queryOptions({
    queryKey: [...homes[of].key, id, 'steps-taken'],
    queryFn: async ({ signal }) => {
      const items: Contracts.TimelineItem[] = [];
      let cursor: string | undefined;
      do {
        const query = {
          case: of === 'case' ? id : undefined,
          kind: 'StepTaken',
          order: 'recorded',
          limit: RECORDS,
          cursor,
        };
        const path = withQuery(`${caseState}/inquiries/${inquiryId}/timeline`, query);
        const page: TimelinePage = (await get<TimelinePage>(path, signal)).data;
        items.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      return items;
    },
  });
/** What took effect last first. */
export const lastFirst = (a: Trace, b: Trace): number =>
  a.effectiveOn === b.effectiveOn ? b.position - a.position : a.effectiveOn < b.effectiveOn ? 1 : -1;
const rowsOfView = ({ to, changes }: Contracts.DifferenceView): Rows => ({
  known: to.known,
  rows: changes.flatMap(({ group, key, label, invented, after, because }) =>
    after ? [{ group, key, label, invented, value: after, because: because.toSorted(lastFirst) }] : [],
  ),
});
export const caseQuery = (id: string, times: Times = {}) =>
  askThen<Contracts.CaseView>(['case-state', 'case', id], `${caseState}/cases/${id}`, times);
/** `query`: the act that is supposed, as the service's what-if takes it. */
export const whatIfQuery = (id: string, query: string) =>
  ask<Contracts.WhatIfView>(['case-state', 'case', id, 'what-if', query], `${caseState}/cases/${id}/what-if?${query}`);
export const caseThreadQuery = (id: string, times: Times = {}) =>
  askThen<ThreadView>(['case-state', 'case', id, 'thread'], `${caseState}/cases/${id}/thread`, times);
export const calendarDaysQuery = (id: string, from: string, to: string) =>
  ask<CalendarDays>(
    ['case-state', 'calendar', id, from, to],
    withQuery(`${caseState}/calendars/${encodeURIComponent(id)}/days`, { from, to }),
  );
export const leadsQuery = (query: Record<string, string | undefined>) =>
  askPages<LeadList>(['intake', 'leads'], `${intake}/leads`, query);
export const leadQuery = (id: string) => ask<Contracts.LeadView>(['intake', 'lead', id], `${intake}/leads/${id}`);
export const unreadQuery = ask<InboxPage>(
  ['notifications', 'inbox', 'unread'],
  `${notifications}/inbox?unread=true&limit=1`,
);

/** Where the live streams are. */
export const streams = {
  inquiry: (id: string) => `${caseState}/inquiries/${id}/stream`,
  inquiries: `${caseState}/stream`,
  rfi: (id: string) => `${intake}/rfis/${id}/stream`,
  inbox: `${notifications}/inbox/stream`,
};
