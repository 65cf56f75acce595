import type { Aggregate, DomainEvent, PublishedType } from '#contracts';
import type { PublishedMapping } from '#event-feed';
import type { HolidayCalendar } from '#legal-clock';
import type { ServiceDefinition, ServiceRuntime } from '#service-kit';
import { randomUUID } from 'node:crypto';

/** What the service next door tells. Its log, publisher and feed are real; it decides nothing. */
const TOLD = [
  'InquiryOpened',
  'TeamMemberJoined',
  'TeamMemberLeft',
  'WallRaised',
  'AccessRestricted',
  'RestrictionLifted',
  'CaseOpened',
  'StepTaken',
  'CalendarPublished',
] as const;
export type Told = (typeof TOLD)[number];
export type Fact = Record<string, unknown> & ({ inquiryId: string } | { calendar: HolidayCalendar; hash: string });

const mapping = Object.fromEntries(
  TOLD.map((type) => [
    type,
    {
      type: `dossier.case-state.${type}.v1` satisfies PublishedType,
      lane: ({ stream }: { stream: string }) => stream.slice('inquiry-'.length),
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

/** A calendar is of no inquiry: its lane is its own stream. */
const CALENDAR = randomUUID();

/** Tells a fact. @returns the position of it in the neighbour's log */
export async function tell(neighbour: ServiceRuntime, type: Told, data: Fact): Promise<number> {
  const outcome = await neighbour.commands.run(
    {
      operation: `tell-${type}`,
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
      request: data,
    },
    async (act) =>
      act.add(await act.load(told, 'inquiryId' in data ? (data.inquiryId as string) : CALENDAR), [{ type, data }]),
  );
  return outcome.position;
}
