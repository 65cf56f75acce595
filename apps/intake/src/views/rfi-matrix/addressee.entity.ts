import type { Provenance } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One undertaking asked, and whether its reply is in. */
@Entity('addressee')
export class AddresseeRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') version!: number;
  /** Where in the log it was asked: the order of the matrix. */
  @Column('integer') position!: number;
  @Column('uuid', { name: 'rfi_id' }) rfiId!: string;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @Column('text') name!: string;
  @Column('text') country!: string;
  @Column('text', { nullable: true }) sector!: string | null;
  /** Person id of the principal contact. */
  @Column('uuid') contact!: string;
  /** Last day in time. */
  @Column('date', { name: 'limit_day' }) limit!: string;
  @Column('integer') asked!: number;
  @Column('boolean') overdue!: boolean;
  @Column('date', { name: 'submitted_on', nullable: true }) submittedOn!: string | null;
  @Column('timestamptz', { name: 'submitted_at', nullable: true }) submittedAt!: Date | null;
  @Column('boolean') late!: boolean;
  @Column('integer', { name: 'working_days_late' }) workingDaysLate!: number;
  @Column('jsonb', { nullable: true }) provenance!: Provenance | null;
}

/** What is kept of a reply itself, by its addressee: which questions it answers, never how. It can be for named people alone. */
@Entity('reply')
export class ReplyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  /** Ids of the questions that hold an answer. */
  @Column('jsonb') answered!: string[];
}
