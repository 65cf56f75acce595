import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who is on the team of an inquiry, as case-state tells. */
@Entity('membership')
export class MembershipRow {
  @PrimaryColumn('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @PrimaryColumn('uuid') person!: string;
  @Column('text') role!: string;
  /** First day on the team; and the day on which the person left it. */
  @Column('date', { name: 'from_day' }) from!: string;
  @Column('date', { name: 'until_day', nullable: true }) until!: string | null;
}
