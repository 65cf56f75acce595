import type { Role } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Conflict } from '../../domain/inquiry/inquiry.events.js';

/** Who is or was on the team of an inquiry. */
@Entity('membership')
export class MembershipRow {
  @PrimaryColumn('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @PrimaryColumn('uuid') person!: string;
  @Column('text') role!: Role;
  @Column('text') conflict!: Conflict;
  /** First day on the team; and the day on which the person left it. */
  @Column('date', { name: 'from_day' }) from!: string;
  @Column('date', { name: 'until_day', nullable: true }) until!: string | null;
}
