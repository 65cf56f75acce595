import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'subscription' })
export class SubscriptionRow {
  @PrimaryColumn('uuid')
  id!: string;
  /** Version of the stream: what `If-Match` is compared with. */
  @Column('integer')
  version!: number;
  @Column('text')
  title!: string;
  @Column('text')
  url!: string;
  @Column('text', { array: true })
  types!: string[];
  @Column('uuid', { array: true })
  inquiries!: string[];
  @Column('text')
  state!: 'active' | 'paused' | 'ended';
  @Column('uuid', { name: 'created_by' })
  createdBy!: string;
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
