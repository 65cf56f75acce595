import type { Aggregate, DomainEvent, PublishedType } from '#contracts';
import type { PublishedMapping } from '#event-feed';
import type { ServiceDefinition, ServiceRuntime } from '#service-kit';
import { randomUUID } from 'node:crypto';

/** What the service next door tells. Its log, publisher and feed are real; it decides nothing. */
const TOLD = ['InquiryOpened', 'TeamMemberJoined', 'TeamMemberLeft', 'CaseOpened', 'StepTaken'] as const;
export type Told = (typeof TOLD)[number];

const mapping = Object.fromEntries(
  TOLD.map((type) => [
    type,
    {
      type: `dossier.case-state.${type}.v1` satisfies PublishedType,
      lane: (event: { data: { inquiryId: string } }) => event.data.inquiryId,
      data: (event: { data: object }) => event.data,
    },
  ]),
) as unknown as PublishedMapping;

export const neighbourDefinition: ServiceDefinition = {
  service: 'case-state',
  mapping,
  views: [],
  entities: [],
  migrations: [],
  lapses: [],
  follows: [],
};

const told: Aggregate<number, DomainEvent> = { kind: 'inquiry', initial: 0, evolve: (count) => count + 1 };

/** Tells a fact. @returns the position of it in the neighbour's log */
export async function tell(
  neighbour: ServiceRuntime,
  type: Told,
  data: Record<string, unknown> & { inquiryId: string },
): Promise<number> {
  const outcome = await neighbour.commands.run(
    {
      operation: `tell-${type}`,
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
      request: data,
    },
    async (act) => act.add(await act.load(told, data.inquiryId), [{ type, data }]),
  );
  return outcome.position;
}
