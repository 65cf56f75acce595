import type { RequestListener } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  accessLog,
  applyHttpDefaults,
  endingSoon,
  nestLog,
  openLogger,
  readPartsTls,
  readSettings,
  SERVICES,
  type Service,
  type Settings,
} from '#service-kit';
import { FrontDoor, untilAsked } from '#service-kit/running';
import { pagesFolder } from '../product-folder.js';
import { Refused } from '../refused.js';
import { servePages } from '../up/pages.js';
import { serveProblemPages } from '../up/problem-pages.js';
import { forward } from './forward.js';
import { Instances } from './instances.js';

class Gateway {} // eslint-disable-line typescript/no-extraneous-class

/** @throws Refused when nobody has said where they are */
function instancesOf({ instances }: Settings, service: Service): string[] {
  const urls = instances[service];
  const name = `DOSSIER_${service.toUpperCase().replaceAll('-', '_')}_INSTANCES`;
  if (!urls) throw new Refused(`Where is ${service}? Set ${name} to the addresses of its instances.`);
  return urls;
}

/** The pages, and one address for services that run elsewhere, until it is asked to stop. */
export async function gateway(): Promise<void> {
  const settings = readSettings(process.env);
  const asked = untilAsked();
  const logger = openLogger({ level: settings.log, name: 'gateway' });
  const tls = readPartsTls(settings);
  for (const line of endingSoon(tls)) logger.warn(line);
  const door = new FrontDoor(tls.listen);
  const port = await door.listen(settings.port, settings.host);
  const url = settings.publicUrl ?? `${tls.listen ? 'https' : 'http'}://localhost:${port}`;
  const trust = {
    ...(tls.ca !== undefined && { ca: tls.ca }),
    distrusted: (at: string, error: Error) => logger.error(`${at} is not believed: ${error.message}`),
  };

  const services = Object.fromEntries(
    SERVICES.map((service) => [
      service,
      new Instances(service, { urls: instancesOf(settings, service), ready: `/api/${service}/health/ready`, ...trust }),
    ]),
  ) as Record<Service, Instances>;
  const demoIssuer = new Instances('case-state', {
    urls: settings.demoIssuer.url ? [settings.demoIssuer.url] : instancesOf(settings, 'case-state'),
    ready: '/api/case-state/health/ready',
    pinned: true,
    ...trust,
  });
  const everybody = [...Object.values(services), demoIssuer];
  for (const instances of everybody) instances.start();

  const app = await NestFactory.create<NestExpressApplication>(Gateway, {
    bodyParser: false,
    logger: nestLog(logger),
    abortOnError: false,
  });
  const forwarded = forward({
    services,
    demoIssuer,
    demoAllow: settings.demoIssuer.allow,
    publicUrl: () => url,
    log: logger,
  });
  applyHttpDefaults(app, {
    log: logger,
    accessLog: accessLog(logger),
    // What is behind it has its own guard; here are pages only.
    guard: { canActivate: () => true },
    https: url.startsWith('https:'),
    trustProxy: settings.trustProxy,
    mounts: [{ path: '/', handler: forwarded }],
  });
  serveProblemPages(app);
  servePages(app, pagesFolder());
  await app.init();
  door.move('open', app.getHttpAdapter().getInstance() as RequestListener);
  logger.info({ port, pid: process.pid, url }, 'the gateway is there');

  await asked.signal;
  const stop = async () => {
    await door.close();
    await app.close();
    for (const instances of everybody) instances.stop();
    logger.flush();
  };
  await asked.orForced(stop(), async () => undefined);
  process.exit(0);
}
