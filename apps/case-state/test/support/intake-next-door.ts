import type { Aggregate, DomainEvent, PublishedType } from '#contracts';
import type { PublishedMapping } from '#event-feed';
import type { ServiceDefinition, ServiceRuntime } from '#service-kit';
import { randomUUID } from 'node:crypto';

/** What the service next door tells. Its log, publisher and feed are real; it decides nothing. */
const TOLD = ['LeadRegistered', 'RfiIssued', 'ReplySubmitted', 'ReplyOverdue'] as const;
export type Told = (typeof TOLD)[number];

const mapping = Object.fromEntries(
  TOLD.map((type) => [
    type,
    {
      type: `dossier.intake.${type}.v1` satisfies PublishedType,
      lane: ({ data }: { data: { inquiryId?: string; leadId?: string } }) => data.inquiryId ?? data.leadId!,
      data: (event: { data: object }) => event.data,
    },
  ]),
) as unknown as PublishedMapping;

export const intakeNextDoor: ServiceDefinition = {
  service: 'intake',
  mapping,
  views: [],
  entities: [],
  migrations: [],
  lapses: [],
  follows: [],
};

const told: Aggregate<number, DomainEvent> = { kind: 'rfi', initial: 0, evolve: (count) => count + 1 };

/** Tells a fact, with effect on a day (default: today). @returns the position of it in the neighbour's log */
export async function tell(
  neighbour: ServiceRuntime,
  type: Told,
  data: Record<string, unknown> & ({ rfiId: string } | { leadId: string }),
  effectiveOn?: string,
): Promise<number> {
  const outcome = await neighbour.commands.run(
    {
      operation: `tell-${type}`,
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
      request: data,
      effective: { effectiveOn, backdatingReason: 'as it was' },
      mayBackdate: true,
    },
    async (act) => act.add(await act.load(told, String(data['rfiId'] ?? data['leadId'])), [{ type, data }]),
  );
  return outcome.position;
}
