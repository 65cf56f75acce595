import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That two cases were linked, or no longer: each word of it, so that both times can be asked for. */
@Entity('case_relation')
export class RelationRow {
  @PrimaryColumn('integer') position!: number;
  @Column('uuid', { name: 'one_case' }) oneCase!: string;
  @Column('uuid', { name: 'one_inquiry' }) oneInquiry!: string;
  @Column('uuid', { name: 'other_case' }) otherCase!: string;
  @Column('uuid', { name: 'other_inquiry' }) otherInquiry!: string;
  @Column('boolean') linked!: boolean;
  @Column('text') reason!: string;
  @Column('uuid') person!: string;
  @Column('date', { name: 'effective_on' }) effectiveOn!: string;
}
