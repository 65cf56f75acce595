import type { Provenance, RegisterLead } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('lead')
export class LeadRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') version!: number;
  /** Where in the log it was registered: the order of the list. */
  @Column('integer') position!: number;
  @Column('text') kind!: RegisterLead['kind'];
  @Column('text') subject!: string;
  @Column('text', { nullable: true }) summary!: string | null;
  @Column('text') source!: string;
  @Column('jsonb') parties!: string[];
  @Column('date', { name: 'registered_on' }) registeredOn!: string;
  @Column('uuid', { name: 'registered_by' }) registeredBy!: string;
  @Column('uuid', { name: 'inquiry_id', nullable: true }) inquiryId!: string | null;
  @Column('jsonb', { nullable: true }) provenance!: Provenance | null;
}
