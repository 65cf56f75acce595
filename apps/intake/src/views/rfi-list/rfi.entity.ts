import type { WarningDay } from '#legal-clock';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Draft } from '../../domain/rfi/draft.js';
import type { IssuedRequest } from '../../domain/rfi/rfi.events.js';

@Entity('rfi')
export class RfiRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') version!: number;
  /** Where in the log it was prepared: the order of the list. */
  @Column('integer') position!: number;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @Column('uuid', { name: 'case_id' }) caseId!: string;
  @Column('text') state!: 'draft' | 'issued' | 'withdrawn';
  @Column('integer', { nullable: true }) number!: number | null;
  /** As it was last written; contacts are person ids. */
  @Column('jsonb') draft!: Draft;
  /** As it went out. */
  @Column('jsonb', { nullable: true }) issued!: IssuedRequest | null;
  @Column('date', { name: 'prepared_on' }) preparedOn!: string;
  @Column('uuid', { name: 'prepared_by' }) preparedBy!: string;
  @Column('date', { name: 'issued_on', nullable: true }) issuedOn!: string | null;
  @Column('date', { name: 'limit_day', nullable: true }) limit!: string | null;
  /** Warnings of the limit that are still to be given, the next one first. */
  @Column('jsonb') warnings!: WarningDay[];
  /** The day of the next of them: what the timer looks for. Never compared with now here. */
  @Column('date', { name: 'warn_on', nullable: true }) warnOn!: string | null;
  /** How far ahead the last warning was given: who has not replied by then is reminded. */
  @Column('text', { name: 'warned_ahead', nullable: true }) warnedAhead!: string | null;
}
