/** Whatever asks of the database: a connection, or a transaction of TypeORM. */
interface Asker {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/** The places of a publisher's events that a person let a consumer go past without their effect, as `lane sequence`. */
export async function skippedEvents(db: Asker, consumer: string, publisher: string): Promise<Set<string>> {
  const answer = await db.query(
    `select d.lane, d.sequence from feed.dead_letters d
      where d.consumer = $1 and d.publisher = $2
        and exists (select 1 from feed.dead_letter_acts a where a.dead_letter = d.id and a.act = 'skip')`,
    [consumer, publisher],
  );
  const rows = (Array.isArray(answer) ? answer : (answer as { rows: unknown }).rows) as {
    lane: string;
    sequence: string;
  }[];
  return new Set(rows.map(({ lane, sequence }) => placeInLane(lane, Number(sequence))));
}

export const placeInLane = (lane: string, sequence: number): string => `${lane} ${sequence}`;
