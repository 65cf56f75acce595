import type { LocalizedText, RfiRule, RulePin } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What this service must know of a case, to ask on it: no more. */
@Entity('known_case')
export class KnownCaseRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @Column('text') number!: string;
  @Column('jsonb') title!: LocalizedText;
  /** Its procedure's rules for requests. */
  @Column('jsonb') rules!: RfiRule[];
  @Column('jsonb') procedure!: RulePin;
  /** Id of the calendar that its limits are reckoned on; and, where the procedure says, rules of counting and site. */
  @Column('text', { name: 'calendar_id' }) calendarId!: string;
  @Column('text', { nullable: true }) counting!: string | null;
  @Column('text', { nullable: true }) site!: string | null;
  @Column('text') stage!: string;
  @Column('boolean') open!: boolean;
}
