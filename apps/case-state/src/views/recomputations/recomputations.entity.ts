import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClocksRecomputed } from '../../domain/case/case.events.js';
import type { RecomputationState } from '../../domain/calendar/recomputation.js';

/** The work that a version of a calendar made, as far as it has come. */
@Entity('recomputation')
export class RecomputationRow {
  @PrimaryColumn('text') calendar!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text') hash!: string;
  /** The newest version before it. */
  @Column('integer') before!: number;
  @Column('text') state!: RecomputationState['state'];
  @Column('text', { name: 'started_at' }) startedAt!: string;
  @Column('uuid', { name: 'started_by' }) startedBy!: string;
  /** It came with the product, and no person published it. */
  @Column('boolean', { name: 'by_system' }) bySystem!: boolean;
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  /** When it came into its present state. */
  @Column('text', { name: 'changed_at' }) changedAt!: string;
  /** Why it was stopped. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('integer', { name: 'in_favour_of', nullable: true }) inFavourOf!: number | null;
}

/** Which version of a calendar a case is counted on. */
@Entity('case_calendar')
export class CaseCalendarRow {
  @PrimaryColumn('uuid', { name: 'case_id' }) caseId!: string;
  @PrimaryColumn('text') calendar!: string;
  @Column('integer') version!: number;
  @Column('boolean') open!: boolean;
}

/** What became of the dates of a case. */
@Entity('recomputed_case')
export class RecomputedCaseRow {
  @PrimaryColumn('text') calendar!: string;
  @PrimaryColumn('integer') version!: number;
  @PrimaryColumn('uuid', { name: 'case_id' }) caseId!: string;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @Column('text') number!: string;
  @Column('jsonb') moved!: ClocksRecomputed['moved'];
  @Column('jsonb') kept!: ClocksRecomputed['kept'];
  /** A date moved, or one should have. */
  @Column('boolean') changed!: boolean;
  @Column('integer') position!: number;
  @Column('text', { name: 'recorded_at' }) recordedAt!: string;
}
