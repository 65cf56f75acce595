import type { HolidayCalendar } from '#legal-clock';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version of a calendar that case-state has published. */
@Entity('calendar')
export class CalendarRow {
  @PrimaryColumn('text') id!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') hash!: string;
  @Column('jsonb') calendar!: HolidayCalendar;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}
