import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { hidden, noMailer, smtpMailer } from '../src/mail/mailer.js';

/** A mail server that takes everything and keeps what it was told (RFC 5321, the least of it). */
function mailServer(
  greeting = '250-here\r\n250 SIZE 100000',
): Promise<{ server: Server; url: string; said: string[] }> {
  const said: string[] = [];
  const server = createServer((socket) => {
    let inBody = false;
    socket.write('220 here\r\n');
    socket.setEncoding('utf8').on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n')) {
        if (line === '') continue;
        said.push(line);
        if (inBody) {
          if (line === '.') {
            inBody = false;
            socket.write('250 taken\r\n');
          }
        } else if (/^EHLO/i.test(line)) socket.write(`${greeting}\r\n`);
        else if (/^DATA/i.test(line)) {
          inBody = true;
          socket.write('354 go on\r\n');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
    socket.on('error', () => undefined);
  });
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () =>
      done({ server, said, url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` }),
    ),
  );
}

describe('mail', () => {
  let server: Server | undefined;
  afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));
  const mail = { to: { name: 'Anna', email: 'anna@acme.example' }, subject: 'A code', text: 'It is 123456.\n' };

  test('goes to one address, from ours', async () => {
    const here = await mailServer();
    server = here.server;
    await smtpMailer({ server: here.url, from: 'dossier@authority.example' }).send(mail);
    expect(here.said.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      expect.stringContaining('<dossier@authority.example>'),
      expect.stringContaining('<anna@acme.example>'),
    ]);
    expect(here.said.join('\n')).toContain('It is 123456.');
  });

  test('a name adds no recipient and no header', async () => {
    const here = await mailServer();
    server = here.server;
    const name = 'Anna" <all@evil.example>, x\r\nBcc: more@evil.example';
    await smtpMailer({ server: here.url, from: 'dossier@authority.example' }).send({
      ...mail,
      to: { name, email: mail.to.email },
      subject: 'A code\r\nBcc: more@evil.example',
    });
    expect(here.said.filter((line) => line.startsWith('RCPT'))).toEqual([
      expect.stringContaining('<anna@acme.example>'),
    ]);
    expect(here.said.filter((line) => /^bcc:/i.test(line))).toEqual([]);
  });

  test('a server that does not answer is told as such', async () => {
    const here = await mailServer();
    await new Promise<void>((done) => here.server.close(() => done()));
    server = undefined;
    await expect(smtpMailer({ server: here.url, from: 'a@b.example' }).send(mail)).rejects.toMatchObject({
      problem: 'mail-unavailable',
    });
  });

  test('without a server nothing is sent, and it is said what would have to happen', async () => {
    await expect(noMailer.send(mail)).rejects.toMatchObject({
      problem: 'mail-unavailable',
      extras: { guard: 'mail-server', first: [expect.stringContaining('DOSSIER_MAIL_SERVER')] },
    });
  });

  test('of an address only enough is shown to know it by', () => {
    expect(hidden('anna.acme@acme.example')).toBe('a…@acme.example');
  });
});
