import type { ProcedureDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('procedure')
export class ProcedureRow {
  @PrimaryColumn('text') id!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') hash!: string;
  @Column('jsonb') definition!: ProcedureDefinition;
}

@Entity('calendar')
export class CalendarRow {
  @PrimaryColumn('text') id!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') hash!: string;
  @Column('jsonb') calendar!: HolidayCalendar;
}
