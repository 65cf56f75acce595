// For container engines: `node healthy.js <path>` ends with 0 when this container's own process answers there with 2xx, by TLS where it is told to. The image has no curl.
import { readFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getByTls } from 'node:https';
import { rootCertificates } from 'node:tls';

const { DOSSIER_PORT: port, DOSSIER_TLS_CERTIFICATE: certificate, DOSSIER_TLS_CA: ca } = process.env;
const own = `${certificate ? 'https' : 'http'}://127.0.0.1:${port || '4000'}`;
const url = new URL(process.argv[2] ?? '', own).href;
const fail = (error: Error): void => {
  process.stderr.write(`${url}: ${error.message}\n`);
  process.exitCode = 1;
};
try {
  const options = {
    timeout: 4000,
    // Its own certificate, of whomever it comes from. The name in it is the container's, which is asked from within.
    ca: [...[certificate, ca].flatMap((file) => (file ? [readFileSync(file, 'utf8')] : [])), ...rootCertificates],
    checkServerIdentity: () => undefined,
  };
  const get = url.startsWith('https:') ? getByTls : getPlain;
  const asked = get(url, options, (answer) => {
    const { statusCode = 0 } = answer;
    process.exitCode = statusCode >= 200 && statusCode < 300 ? 0 : 1;
    answer.destroy();
  });
  asked.on('timeout', () => asked.destroy(new Error('no answer within four seconds')));
  asked.on('error', fail);
} catch (error) {
  fail(error as Error);
}
