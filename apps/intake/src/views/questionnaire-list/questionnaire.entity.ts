import type { LocalizedText, Provenance, QuestionnaireContent } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A questionnaire as its latest version has it. */
@Entity('questionnaire')
export class QuestionnaireRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('integer') version!: number;
  @Column('integer') position!: number;
  @Column('jsonb') title!: LocalizedText;
  /** How many questions it asks. */
  @Column('integer') questions!: number;
  @Column('jsonb', { nullable: true }) provenance!: Provenance | null;
}

/** A version, as it was published and stays. */
@Entity('questionnaire_version')
export class QuestionnaireVersionRow {
  @PrimaryColumn('uuid', { name: 'questionnaire_id' }) questionnaireId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('date', { name: 'published_on' }) publishedOn!: string;
  @Column('uuid', { name: 'published_by' }) publishedBy!: string;
  @Column('jsonb') content!: QuestionnaireContent;
}
