import type { LocalizedText } from '#contracts';
import type { View } from '#service-kit';
import type { EntityManager } from 'typeorm';
import { ofThisLog, type Stored } from '../../domain/events.js';
import { inquiryOf, kindOf } from '../kinds.js';
import { InquiryRow } from './inquiry.entity.js';

/** The inquiries, as the list and the head of an inquiry's page show them. */
export const inquiryListView: View = {
  name: 'inquiry-list',
  version: 1,
  tables: ['inquiry'],
  sight: { inquiry: { inquiry: 'id' } },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    const id = inquiryOf(event);
    if (id === undefined) return;
    if (event.type === 'InquiryOpened') await db.insert(InquiryRow, opened(event));
    await moved(db, id, event);
  },
};

const opened = (event: Stored<'InquiryOpened'>): Omit<InquiryRow, never> => {
  const { inquiryId, number, title, lede, leadId, unit, provenance } = event.data;
  return {
    id: inquiryId,
    version: 0,
    number,
    title,
    lede: lede ?? null,
    leadId: leadId ?? null,
    unit: unit ?? null,
    openedOn: event.effectiveOn,
    provenance: provenance ?? null,
    events: 0,
    lastPosition: event.position,
    lastKind: event.type,
    lastRecordedAt: event.recordedAt,
    lastEffectiveOn: event.effectiveOn,
    words: wordsOf(number, title, lede),
  };
};

async function moved(db: EntityManager, id: string, event: Stored): Promise<void> {
  const own = event.stream.startsWith('inquiry-') ? { version: event.version } : {};
  const row = await db.findOneByOrFail(InquiryRow, { id });
  await db.update(
    InquiryRow,
    { id },
    {
      ...own,
      events: row.events + 1,
      lastPosition: event.position,
      lastKind: kindOf(event),
      lastRecordedAt: event.recordedAt,
      lastEffectiveOn: event.effectiveOn,
      ...(event.type === 'CaseOpened' && {
        words: `${row.words} ${wordsOf(event.data.number, event.data.title, event.data.question)}`,
      }),
    },
  );
}

/** What a search looks in. */
export const wordsOf = (number: string, ...texts: (LocalizedText | undefined)[]): string =>
  [number, ...texts.flatMap((text) => Object.values(text ?? {}))].join(' ').toLowerCase();
