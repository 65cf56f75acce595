import { caseStateDefinition } from '#case-state';
import type { Moment } from '#contracts';
import { intakeDefinition } from '#intake';
import { notificationsDefinition } from '#notifications';
import {
  mustBeOfThisVersion,
  type OpenedService,
  openRelay,
  openService,
  type RuntimeOptions,
  type Service,
  type ServiceDefinition,
  type ServiceRuntime,
  SERVICES,
  type Settings,
} from '#service-kit';
import type { Databases } from './databases.js';

const definitions: Record<Service, ServiceDefinition> = {
  intake: intakeDefinition,
  'case-state': caseStateDefinition,
  notifications: notificationsDefinition,
};

/** The three services of one process, open and connected with one another, not yet moving. */
export interface Installation {
  settings: Settings;
  runtimes: Record<Service, ServiceRuntime>;
  /** Over Kafka: starts the relays of the three services in this process, too. @throws TopicRefused */
  startRelays(): Promise<void>;
  /** Lets go of the logs and databases; stops the embedded server last, when it was started here. */
  close(): Promise<void>;
  /** Stops the embedded server under whatever still uses it. What was committed stays. */
  cut(): Promise<void>;
}

export interface InstallationOptions {
  /** New logs become demonstrations whose clock starts here. */
  demonstration?: Moment;
  /** Nothing is brought up to date. @throws OtherVersion where that would be needed */
  look?: boolean;
  report: RuntimeOptions['report'];
}

/**
 * Opens the three services on their databases, side by side; in one process each follows the others' tables directly.
 * The databases are the installation's from then on: it closes them, also when it cannot be opened.
 */
export async function openInstallation(
  settings: Settings,
  databases: Databases,
  options: InstallationOptions,
): Promise<Installation> {
  let closing = false;
  const report: InstallationOptions['report'] = (error, context) => {
    // A pool says that it has ended while its connections are still saying goodbye; the server then cuts them off (57P01, admin_shutdown).
    if (!closing || (error as { code?: string }).code !== '57P01') options.report(error, context);
  };
  try {
    // Before any is opened: what is refused leaves nothing open behind.
    if (options.look)
      for (const service of SERVICES)
        await mustBeOfThisVersion(definitions[service], (await databases.of(service)).service);
    const opened = await Promise.all(
      SERVICES.map((service) => open(service, settings, databases, { ...options, report })),
    );
    const sourceOf = new Map(opened.map(({ publisher, definition }) => [definition.service, publisher.source]));
    const runtimes = opened.map((service) =>
      service.connect(
        service.definition.follows.flatMap((followed) => {
          const source = sourceOf.get(followed);
          return source ? [source] : [];
        }),
      ),
    );
    const relays: Awaited<ReturnType<typeof openRelay>>[] = [];
    return {
      settings,
      runtimes: Object.fromEntries(runtimes.map((runtime) => [runtime.service, runtime])) as Installation['runtimes'],
      async startRelays() {
        const { kafka } = settings;
        if (!kafka) return;
        for (const service of SERVICES) {
          const runtime = await runtimeOptions(service, settings, databases, { ...options, report });
          const opened = await openRelay(definitions[service], { ...runtime, kafka });
          relays.push(opened);
          await opened.relay.start();
        }
      },
      async close() {
        closing = true;
        const closed = await Promise.allSettled([...relays, ...runtimes].map((each) => each.close()));
        // Whatever a service stumbled over: the server is not left running.
        await databases.close();
        for (const one of closed) if (one.status === 'rejected') throw one.reason;
      },
      async cut() {
        closing = true;
        await databases.close();
      },
    };
  } catch (error) {
    await databases.close();
    throw error;
  }
}

async function open(
  service: Service,
  settings: Settings,
  databases: Databases,
  options: InstallationOptions,
): Promise<OpenedService> {
  return openService(definitions[service], await runtimeOptions(service, settings, databases, options));
}

async function runtimeOptions(
  service: Service,
  { timeZone, kafka, accessSilence }: Settings,
  databases: Databases,
  { demonstration, look, report }: InstallationOptions,
): Promise<RuntimeOptions> {
  return {
    databases: await databases.of(service),
    timeZone,
    report,
    ...(demonstration !== undefined && { demonstration }),
    ...(look && { look }),
    ...(kafka && { kafka }),
    ...(accessSilence !== undefined && { accessSilenceMs: accessSilence * 1000 }),
  };
}
