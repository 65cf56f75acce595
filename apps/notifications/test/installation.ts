import { randomUUID } from 'node:crypto';
import type { Moment, SubscriptionView, Uuid } from '#contracts';
import type { Person } from '#service-kit';
import { disposableLog, type DisposableLog, eventually } from '#testing';
import { fact, startPublisher, type PublishingService } from './publishers.js';
import { person, startService, type Answered, type Service } from './service.js';

/** A demonstration of this service between two that publish, each on a database of its own. */
export interface Installation {
  caseState: PublishingService;
  intake: PublishingService;
  service: Service;
  databases: { caseState: DisposableLog; intake: DisposableLog; notifications: DisposableLog };
  /** Ends the service and begins it again over the same database. */
  restart(changed?: Changed): Promise<Service>;
  /** Opens an inquiry with these people on its team. */
  inquiry(...team: Person[]): Promise<Uuid>;
  /** The service has handled all that has been published. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

type Changed = Pick<NonNullable<Parameters<typeof startService>[2]>, 'allow' | 'limits'>;

const STARTS: Moment = '2024-06-28T08:00:00.000Z';

export const officer = (...roles: string[]): Person =>
  person(randomUUID(), roles.length > 0 ? roles : ['case-handler']);

export async function openInstallation(): Promise<Installation> {
  const [a, b, c] = (await Promise.all([0, 1, 2].map(() => disposableLog({ demonstration: STARTS })))) as [
    DisposableLog,
    DisposableLog,
    DisposableLog,
  ];
  const urls = ({ ownerUrl, serviceUrl }: DisposableLog) => ({ owner: ownerUrl, service: serviceUrl });
  const caseState = await startPublisher('case-state', urls(a), STARTS);
  const intake = await startPublisher('intake', urls(b), STARTS);
  const sources = [caseState.opened.publisher.source, intake.opened.publisher.source];
  const begin = (changed: Changed = {}) => startService(urls(c), sources, { demonstration: STARTS, ...changed });
  const installation: Installation = {
    caseState,
    intake,
    service: await begin(),
    databases: { caseState: a, intake: b, notifications: c },
    async restart(changed) {
      await installation.service.stop();
      installation.service = await begin(changed);
      return installation.service;
    },
    async inquiry(...team) {
      const id = randomUUID();
      await caseState.publish(fact.opened(id), ...team.map((one) => fact.joined(id, one.id)));
      await installation.settled();
      return id;
    },
    async settled() {
      const { runtime } = installation.service;
      const heads = {
        'case-state': await caseState.runtime.log.head(),
        intake: await intake.runtime.log.head(),
      };
      // It waits for two seconds at a time, and says so when they were too short for a loaded machine.
      await eventually(() => runtime.waitFor(heads).then(() => true));
    },
    async close() {
      await installation.service.stop();
      await Promise.all([caseState.runtime.close(), intake.runtime.close()]);
      await Promise.all([a.dispose(), b.dispose(), c.dispose()]);
    },
  };
  return installation;
}

/** Creates a subscription through the door. */
export async function subscribe(
  { service }: Installation,
  who: Person,
  url: string,
  inquiries: Uuid[],
  types: string[] = ['*'],
): Promise<{ id: Uuid; secret: string }> {
  const { status, body } = await service
    .as(who)
    .post<{ id: Uuid; secret: string }>('/subscriptions', { title: 'Receiver', url, types, inquiries });
  if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Waits until a subscription looks as wanted, and returns it. */
export const subscriptionOnce = (
  { service }: Installation,
  who: Person,
  id: Uuid,
  looks: (view: SubscriptionView) => boolean,
) =>
  eventually(async () => {
    const { body }: Answered<SubscriptionView> = await service.as(who).get(`/subscriptions/${id}`);
    return looks(body) && body;
  });
