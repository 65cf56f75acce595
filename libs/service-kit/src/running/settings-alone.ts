import { type Settings, SettingsRefused, type SettingProblem } from '../settings/read-settings.js';
import { refuseOpenDemo } from '../settings/refuse-open-demo.js';
import { type Service, SERVICES } from '../settings/services.js';
import { variablePart } from '../settings/variables.js';

/** The settings of a service that runs alone: what has no default there is present. */
export type SettingsAlone = Settings & { publicUrl: string; urlOf(service: Service): string };

/** @throws SettingsRefused when something is missing that only a process with everything in it can do without */
export function settingsAlone(service: Service, settings: Settings): SettingsAlone {
  if (service === 'case-state') refuseOpenDemo(settings);
  const problems: SettingProblem[] = [];
  if (!settings.databases[service])
    problems.push({
      name: `DOSSIER_${variablePart(service)}_DATABASE_URL`,
      message: `is missing: ${service} alone has no embedded database`,
    });
  const { publicUrl } = settings;
  if (publicUrl === undefined)
    problems.push({ name: 'DOSSIER_PUBLIC_URL', message: `is missing: ${service} alone is not what browsers reach` });
  if (publicUrl === undefined || problems.length > 0) throw new SettingsRefused(problems);
  const urls = Object.fromEntries(SERVICES.map((other) => [other, settings.services[other] ?? publicUrl]));
  return { ...settings, publicUrl, urlOf: (other) => urls[other] ?? publicUrl };
}
