// Finds a Chromium for the browser journeys, or installs one where the rights allow it.
import { spawnSync } from 'node:child_process';

// The shell without windows first: the journeys cost a tenth less in it, and it is half as much to install.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium on this machine; `DOSSIER_TEST_BROWSER` names another one. Undefined when there is none. */
export function findBrowser() {
  if (process.env.DOSSIER_TEST_BROWSER) return process.env.DOSSIER_TEST_BROWSER;
  for (const name of NAMES) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/** Debian's package, as root only. @returns the path, or undefined when it could not be had */
export async function installBrowser() {
  const mayInstall = process.getuid?.() === 0 && spawnSync('sh', ['-c', 'command -v apt-get']).status === 0;
  if (!mayInstall) return undefined;
  console.log('browser: installing Chromium …');
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const install = (name) => apt('install', '-y', '-qq', '--no-install-recommends', name);
  // Not every release has the shell.
  return apt('update', '-qq') && NAMES.slice(0, 2).some(install) ? findBrowser() : undefined;
}
