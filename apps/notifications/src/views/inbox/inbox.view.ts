import type { InquiryOpenedV1, StoredEvent } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { View } from '#service-kit';
import type { z } from 'zod';
import type { EntityManager } from 'typeorm';
import type { InboxEvent } from '../../domain/inbox/inbox.events.js';
import { TOLD, type ToldFact, type ToldType } from '../../domain/inbox/told-facts.js';

/**
 * Facts that are told, and which of them each person has read. Whose inbox a fact is in is not stored: it is asked of the
 * membership, by the order in which both were taken in here. The clocks of two logs need not agree.
 */
export const inboxView: View = {
  name: 'inbox',
  version: 2,
  tables: ['inbox_fact', 'inbox_inquiry', 'inbox_read'],
  sight: {
    inbox_fact: { inquiry: 'inquiry' },
    inbox_inquiry: { inquiry: 'id' },
    inbox_read: { own: 'person' },
    // Ids in an order, and nothing of what they are about.
    'delivery.facts_taken_in': 'open',
  },
  async own(event: StoredEvent, db: EntityManager) {
    if (!event.stream.startsWith('inbox-')) return;
    const { data } = event as unknown as InboxEvent;
    await db.query(
      `insert into inbox_read (person, item, read_at) select $1, item, $3 from unnest($2::uuid[]) item on conflict do nothing`,
      [event.stream.slice('inbox-'.length), data.items, event.recordedAt],
    );
  },
  foreign: {
    ...Object.fromEntries(
      (Object.keys(TOLD) as ToldType[]).map((type) => [
        type,
        (event: FeedEvent, db: EntityManager) => tell(event, TOLD[type](event.data as never), db),
      ]),
    ),
    async 'dossier.case-state.InquiryOpened.v1'(event: FeedEvent, db: EntityManager) {
      const { inquiryId, number, title } = event.data as z.output<typeof InquiryOpenedV1>;
      await db.query('insert into inbox_inquiry (id, number, title) values ($1, $2, $3) on conflict (id) do nothing', [
        inquiryId,
        number,
        JSON.stringify(title),
      ]);
    },
  },
};

async function tell(event: FeedEvent, told: ToldFact | undefined, db: EntityManager): Promise<void> {
  if (!told) return;
  // Once: a view that is folded anew finds the place of the first time.
  await db.query('insert into delivery.facts_taken_in (id) values ($1) on conflict do nothing', [event.id]);
  await db.query(
    `insert into inbox_fact (id, kind, params, inquiry, case_id, rfi, addressee, only_for, only_roles, actor, invented, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $12, $9,
       -- A limit that passed is as well founded as the request that set it: told before it, in the same lane.
       $10 or exists (select 1 from inbox_fact r where $2 = 'ReplyOverdue' and r.kind = 'RfiIssued' and r.rfi = $6 and r.invented),
       $11) on conflict (id) do nothing`,
    [
      event.id,
      told.kind,
      JSON.stringify(told.params),
      told.inquiryId,
      told.caseId ?? null,
      told.rfiId ?? null,
      told.addresseeId ?? null,
      told.only ?? null,
      told.actor ?? null,
      told.invented,
      event.recordedAt,
      told.onlyRoles ?? null,
    ],
  );
}
