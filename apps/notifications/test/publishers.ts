import { randomUUID } from 'node:crypto';
import { publishedContracts, type Moment, type PublishedType, type StoredEvent, type Uuid } from '#contracts';
import { uuid7 } from '#event-store';
import { openService, type OpenedService, type ServiceDefinition, type ServiceRuntime } from '#service-kit';

export interface Databases {
  owner: string;
  service: string;
}

/** A service that publishes whatever a test appends to its log: the real log, publisher and contracts, without its domain. */
const publisherOf = (service: 'intake' | 'case-state'): ServiceDefinition => ({
  service,
  mapping: Object.fromEntries(
    Object.keys(publishedContracts)
      .filter((type) => type.startsWith(`dossier.${service}.`))
      .map((type) => [
        type.split('.')[2]!,
        {
          type,
          lane: (event: StoredEvent) => (event.data as { inquiryId?: string }).inquiryId,
          data: (event: StoredEvent) => event.data as object,
        },
      ]),
  ),
  views: [],
  entities: [],
  migrations: [],
  lapses: [],
  follows: [],
});

export interface PublishingService {
  opened: OpenedService;
  runtime: ServiceRuntime;
  /** Appends facts; they are published in this order. @returns the position of the last */
  publish(...facts: { type: PublishedType; data: object }[]): Promise<number>;
}

export async function startPublisher(
  service: 'intake' | 'case-state',
  databases: Databases,
  demonstration?: Moment,
): Promise<PublishingService> {
  const opened = await openService(publisherOf(service), {
    databases,
    timeZone: 'Europe/Brussels',
    ...(demonstration && { demonstration }),
    report: (error) => console.error(error),
  });
  const runtime = opened.connect([]);
  await runtime.start();
  return {
    opened,
    runtime,
    async publish(...facts) {
      const { position } = await runtime.log.append({
        command: { id: uuid7(), operation: 'publish', fingerprint: '00'.repeat(32) },
        context: {
          actor: { person: randomUUID(), kind: 'system', role: 'system' },
          correlation: uuid7(),
          effectiveOn: '2024-06-28',
        },
        streams: facts.map(({ type, data }) => ({
          stream: `fact-${uuid7()}`,
          expected: 0,
          events: [{ type: type.split('.')[2]!, data }],
        })),
      });
      return position;
    },
  };
}

/** Facts of a test, with what does not matter filled in. */
export const fact = {
  opened: (inquiryId: Uuid) => ({
    type: 'dossier.case-state.InquiryOpened.v1' as const,
    data: { inquiryId, number: 'INQ-1', title: { en: 'Tie between two undertakings' } },
  }),
  joined: (inquiryId: Uuid, person: Uuid, role = 'case-handler') => ({
    type: 'dossier.case-state.TeamMemberJoined.v1' as const,
    data: { inquiryId, person, role },
  }),
  left: (inquiryId: Uuid, person: Uuid) => ({
    type: 'dossier.case-state.TeamMemberLeft.v1' as const,
    data: { inquiryId, person },
  }),
  step: (inquiryId: Uuid, step: string) => ({
    type: 'dossier.case-state.StepTaken.v1' as const,
    data: {
      inquiryId,
      caseId: inquiryId,
      caseNumber: 'AT.40990',
      step,
      title: { en: step },
      fromStage: 'screening',
      toStage: 'fact-finding',
      closes: false,
      by: 'officer',
      clocks: [],
    },
  }),
  warned: (
    inquiryId: Uuid,
    ahead: string,
    end: string,
    { subject, clock = 'phase-one', title = 'Phase I' }: { subject?: string; clock?: string; title?: string } = {},
  ) => ({
    type: 'dossier.case-state.ExpiryWarningGiven.v1' as const,
    data: {
      inquiryId,
      caseId: inquiryId,
      caseNumber: 'AT.40990',
      clock,
      title: { en: title },
      ahead,
      end,
      indicative: false,
      provisional: false,
      silenceSpeaks: true,
      ...(subject !== undefined && { subject }),
    },
  }),
  limitNear: (inquiryId: Uuid, rfiId: Uuid, limit: string, ahead = '3wd') => ({
    type: 'dossier.intake.LimitWarningGiven.v1' as const,
    data: {
      rfiId,
      inquiryId,
      caseId: inquiryId,
      number: 1,
      subject: { en: 'Exclusivity clauses' },
      ahead,
      limit,
    },
  }),
  replied: (inquiryId: Uuid, rfiId: Uuid, addresseeId: Uuid) => ({
    type: 'dossier.intake.ReplySubmitted.v1' as const,
    data: {
      rfiId,
      inquiryId,
      caseId: inquiryId,
      addresseeId,
      addressee: 'Aurora',
      number: 1,
      submittedOn: '2024-07-17',
      limit: '2024-07-19',
      late: false,
      workingDaysLate: 0,
      answered: 1,
      asked: 1,
    },
  }),
  overdue: (inquiryId: Uuid, addressee: string) => ({
    type: 'dossier.intake.ReplyOverdue.v1' as const,
    data: {
      rfiId: inquiryId,
      inquiryId,
      caseId: inquiryId,
      addresseeId: inquiryId,
      addressee,
      number: 1,
      limit: '2024-07-19',
    },
  }),
};
