import { randomUUID } from 'node:crypto';
import { Problem } from '#service-kit';
import { createTransport } from 'nodemailer';
import type { DemoMails } from '#contracts';
import type { Pool } from 'pg';

export interface Mail {
  /** The address, and who is there. */
  to: { name: string; email: string };
  subject: string;
  /** Plain text. */
  text: string;
}

/** Sends what goes to people outside by mail. */
export interface Mailer {
  /** Resolves when the mail has been taken over. @throws Problem mail-unavailable */
  send(mail: Mail): Promise<void>;
}

/** How mail leaves an installation. */
export interface MailSettings {
  /** `smtp://` (STARTTLS is asked for, save on this machine) or `smtps://`, with name and password where the server wants them. */
  server?: string;
  /** The address that mails come from. */
  from?: string;
}

/** Through the authority's own mail server. */
export function smtpMailer({ server, from }: Required<MailSettings>): Mailer {
  const { hostname, protocol } = new URL(server);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const transport = createTransport({
    url: server,
    requireTLS: protocol === 'smtp:' && !here,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // Whatever stands in a name or a text: no file is read and no address is fetched for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text }) {
      try {
        // Name and address apart: what somebody is called adds no further recipient.
        await transport.sendMail({ from, to: { name: to.name, address: to.email }, subject, text });
      } catch (error) {
        throw new Problem('mail-unavailable', undefined, { cause: error, headers: { 'Retry-After': '60' } });
      }
    },
  };
}

/** Where nobody is to be written to: a demonstration keeps its mails, and shows them. */
export interface DemoMailbox extends Mailer {
  /** Newest first, a hundred at most. */
  all(): Promise<DemoMails['items']>;
}

export const demoMailboxIn = (pool: Pick<Pool, 'query'>): DemoMailbox => ({
  async send({ to, subject, text }) {
    await pool.query('insert into directory.demo_mail (id, recipient, subject, body) values ($1, $2, $3, $4)', [
      randomUUID(),
      `${to.name} <${to.email}>`,
      subject,
      text,
    ]);
  },
  async all() {
    const { rows } = await pool.query<{ id: string; recipient: string; subject: string; body: string; at: Date }>(
      'select id, recipient, subject, body, at from directory.demo_mail order by at desc, id limit 100',
    );
    return rows.map(({ id, recipient, subject, body, at }) => ({
      id,
      to: recipient,
      subject,
      text: body,
      at: at.toISOString(),
    }));
  },
});

/** A real installation that was not told of a mail server: what has to be sent cannot be, and whoever asks is told so. */
export const noMailer: Mailer = {
  async send() {
    throw new Problem('mail-unavailable', 'This installation has no mail server. Tell the case team.', {
      guard: 'mail-server',
      first: ['Whoever runs the installation sets DOSSIER_MAIL_SERVER and DOSSIER_MAIL_FROM.'],
      headers: { 'Retry-After': '3600' },
    });
  },
};

/** `anna@acme.example` → `a…@acme.example`: enough to know which of one's addresses it is. */
export const hidden = (email: string): string => email.replace(/^(.)[^@]*/u, '$1…');
