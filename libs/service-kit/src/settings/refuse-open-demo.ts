import { isLoopbackAddress } from '../identity/demo-issuer/loopback.js';
import { type Settings, SettingsRefused } from './read-settings.js';

/**
 * For a process in which the demo issuer would run: refuses an address that others than this machine reach. Asked with the settings,
 * before anything is written; the issuer itself refuses too.
 * @throws SettingsRefused
 */
export function refuseOpenDemo({ host, oidc, demoIssuer }: Pick<Settings, 'host' | 'oidc' | 'demoIssuer'>): void {
  if (oidc.issuer !== undefined || demoIssuer.allow.length > 0 || isLoopbackAddress(host)) return;
  throw new SettingsRefused([
    {
      name: 'DOSSIER_HOST',
      message: `must be a loopback address such as 127.0.0.1 while the demo issuer is in use, which asks for no password; it is ${host}. Set OIDC_ISSUER, or DOSSIER_DEMO_ALLOW for a container`,
    },
  ]);
}
