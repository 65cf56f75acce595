import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its private key (PEM). */
export interface Certificate {
  cert: string;
  key: string;
}

/** A certificate authority that exists for one test. */
export interface TestAuthority {
  /** Its own certificate (PEM): whom to believe. */
  ca: string;
  /** A certificate for a server at 127.0.0.1 and localhost. */
  forLoopback(): Certificate;
}

/* DER (X.690), as much of it as a certificate (RFC 5280) needs: no program has to be installed for a test, and no key lies in the repository. */
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const octets = (...parts: Buffer[]) => der(0x04, ...parts);
const bits = (content: Buffer, unused = 0) => der(0x03, Buffer.from([unused]), content);
const TRUE = der(0x01, Buffer.from([0xff]));

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
const ALTERNATIVE_NAMES = '551d11';

const nameOf = (name: string) => sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(name)))));
const extension = (id: string, value: Buffer, critical = true) =>
  sequence(oid(id), ...(critical ? [TRUE] : []), octets(value));
/** UTCTime. */
const moment = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`));

function signed(subject: string, of: KeyObject, issuer: string, by: KeyObject, extensions: Buffer[]): string {
  const day = 86_400_000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    nameOf(issuer),
    sequence(moment(new Date(Date.now() - day)), moment(new Date(Date.now() + day))),
    nameOf(subject),
    createPublicKey(of).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const text = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, by))).toString('base64');
  // No line is empty, also where the last one is full: what stands before an empty line would be read as headers (RFC 1421, section 4.4).
  return `-----BEGIN CERTIFICATE-----\n${text.replaceAll(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** Makes an authority; its key lives as long as the test. Certificates hold from yesterday to tomorrow. */
export function testAuthority(name = 'Dossier test authority'): TestAuthority {
  const own = newKey();
  const ca = signed(name, own, name, own, [
    extension(BASIC_CONSTRAINTS, sequence(TRUE)),
    extension(KEY_USAGE, bits(Buffer.from([0x04]), 2)),
  ]);
  return {
    ca,
    forLoopback() {
      const key = newKey();
      const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
      const cert = signed('localhost', key, name, own, [
        extension(KEY_USAGE, bits(Buffer.from([0x80]), 7)),
        extension(ALTERNATIVE_NAMES, names, false),
      ]);
      return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}
