import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { javaEnvironment, type Java } from './java.js';

/** What lies in the folder of the certificates. */
export const certificatesIn = (folder: string) => ({
  /** The authority's certificate (PEM): whom clients have to trust. Its key is thrown away. */
  ca: join(folder, 'ca.pem'),
  /** The brokers' key and its certificate, for 127.0.0.1 and localhost. */
  keyStore: join(folder, 'broker.p12'),
  password: join(folder, 'broker-password'),
});

const DAYS = '3650';

/**
 * A certificate authority of its own and a certificate for the brokers, made where there are none, by the keytool that comes with every
 * Java: nothing else has to be installed. Made beside its place and renamed.
 */
export async function ensureCertificates(folder: string, { keytool }: Java): Promise<void> {
  if (existsSync(folder)) return;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const { ca, keyStore, password } = certificatesIn(making);
  const secret = randomBytes(24).toString('base64url');
  writeFileSync(password, secret, { mode: 0o600 });
  const run = (...args: string[]) =>
    promisify(execFile)(keytool, [...args, '-keystore', keyStore, '-storetype', 'PKCS12', '-storepass:env', 'STORE'], {
      env: javaEnvironment({ STORE: secret }),
    }).catch((error: Error & { stdout?: string }) => {
      throw new Error(`The brokers' certificates could not be made:\n${error.stdout || error.message}`, {
        cause: error,
      });
    });
  const key = ['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', DAYS];
  const authority = ['-dname', 'CN=Dossier test brokers', '-ext', 'bc:c=ca:true,pathlen:0', '-ext', 'ku:c=keyCertSign'];
  const names = ['-ext', 'san=ip:127.0.0.1,dns:localhost', '-ext', 'ku:c=digitalSignature', '-ext', 'eku=serverAuth'];
  await run(...key, '-alias', 'ca', ...authority);
  await run('-exportcert', '-rfc', '-alias', 'ca', '-file', ca);
  await run(...key, '-alias', 'broker', '-dname', 'CN=localhost', ...names, '-signer', 'ca');
  await run('-delete', '-alias', 'ca');
  renameSync(making, folder);
}
