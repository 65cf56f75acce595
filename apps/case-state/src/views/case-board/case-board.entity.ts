import type { Actor } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseState } from '../../domain/case/case.state.js';

/** What of a case becomes more with its age: kept apart, so that an event rewrites what it touches and not all that came before it. */
export type Grown = Pick<CaseState, 'taken' | 'been' | 'rfis'>;

/** A case as it stands with everything that is recorded; what has grown of it is in `case_part`. */
@Entity('case_board')
export class CaseBoardRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'inquiry_id' }) inquiryId!: string;
  @Column('text') number!: string;
  @Column('text') procedure!: string;
  @Column('text') stage!: string;
  @Column('boolean') closed!: boolean;
  /** The first day after which time would bring something about by itself: what the timer looks for. Never compared with now here. */
  @Column('date', { name: 'silence_after', nullable: true }) silenceAfter!: string | null;
  @Column('integer') version!: number;
  @Column('integer') position!: number;
  /** Latest day of effect that has been folded in: what takes effect before it is folded in its place. */
  @Column('date', { name: 'folded_to' }) foldedTo!: string;
  /** How many steps stand among its parts: the place of the next. */
  @Column('integer') steps!: number;
  @Column('jsonb') state!: Omit<CaseState, keyof Grown>;
}

/** A case as it is read: whole. */
export type CaseRow = Omit<CaseBoardRow, 'state' | 'steps'> & { state: CaseState };

/** A step that was taken, a stage that it has been in, or a request with its addressees. */
@Entity('case_part')
export class CasePartRow {
  @PrimaryColumn('uuid', { name: 'case_id' }) caseId!: string;
  @PrimaryColumn('text') kind!: 'step' | 'stage' | 'request';
  /** Its place among those of its kind: of steps and stages the order of effect. */
  @PrimaryColumn('integer') nth!: number;
  /** Name of the step or stage, id of the request. */
  @Column('text') key!: string;
  @Column('jsonb') data!: object;
}

/** The case's events, for folding again when one takes effect before another that is recorded already, and for who took which step when. */
@Entity('case_event')
export class CaseEventRow {
  @PrimaryColumn('integer') position!: number;
  @Column('uuid', { name: 'case_id' }) caseId!: string;
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  @Column('text') type!: string;
  @Column('jsonb') data!: object;
  @Column('jsonb') actor!: Actor;
  /** Whose act it was when the service itself recorded it. */
  @Column('uuid', { name: 'on_behalf_of', nullable: true }) onBehalfOf!: string | null;
  @Column('date', { name: 'effective_on' }) effectiveOn!: string;
  @Column('text', { name: 'recorded_at' }) recordedAt!: string;
  @Column('uuid', { nullable: true }) corrects!: string | null;
}
