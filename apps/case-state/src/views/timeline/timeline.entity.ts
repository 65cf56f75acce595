import type { LegalBasis, LocalizedText, Provenance } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event of an inquiry with both its times. */
@Entity('timeline_item')
export class TimelineRow {
  @PrimaryColumn('integer') position!: number;
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @Column('uuid', { name: 'case_id', nullable: true }) caseId!: string | null;
  @Column('text', { name: 'case_number', nullable: true }) caseNumber!: string | null;
  @Column('uuid', { name: 'rfi_id', nullable: true }) rfiId!: string | null;
  @Column('text') kind!: string;
  /** False where another event of the same act tells it already: then it is a point of the thread only. */
  @Column('boolean') told!: boolean;
  @Column('jsonb', { nullable: true }) title!: LocalizedText | null;
  @Column('jsonb') params!: Record<string, string | number | boolean | LocalizedText>;
  @Column('date', { name: 'effective_on' }) effectiveOn!: string;
  @Column('text', { name: 'recorded_at' }) recordedAt!: string;
  @Column('uuid') person!: string;
  @Column('text', { name: 'actor_kind' }) actorKind!: string;
  @Column('text', { name: 'actor_role' }) actorRole!: string;
  @Column('uuid', { nullable: true }) corrects!: string | null;
  /** The event in whose place it stands: itself, or the first of those that it corrects. */
  @Column('uuid') place!: string;
  @Column('jsonb') basis!: LegalBasis[];
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb', { nullable: true }) provenance!: Provenance | null;
}
