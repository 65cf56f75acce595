import type { LocalizedText, Provenance } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('inquiry')
export class InquiryRow {
  @PrimaryColumn('uuid') id!: string;
  /** Version of the inquiry's own stream. */
  @Column('integer') version!: number;
  @Column('text') number!: string;
  @Column('jsonb') title!: LocalizedText;
  @Column('jsonb', { nullable: true }) lede!: LocalizedText | null;
  @Column('uuid', { name: 'lead_id', nullable: true }) leadId!: string | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('date', { name: 'opened_on' }) openedOn!: string;
  @Column('jsonb', { nullable: true }) provenance!: Provenance | null;
  /** Everything that has been recorded of it and of its cases. */
  @Column('integer') events!: number;
  @Column('integer', { name: 'last_position' }) lastPosition!: number;
  @Column('text', { name: 'last_kind' }) lastKind!: string;
  @Column('text', { name: 'last_recorded_at' }) lastRecordedAt!: string;
  @Column('date', { name: 'last_effective_on' }) lastEffectiveOn!: string;
  /** What a search looks in: its number and titles, and those of its cases, in lower case. */
  @Column('text') words!: string;
}
