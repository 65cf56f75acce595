import type { Day } from '#contracts';
import { dayInWords } from '#legal-clock';
import type { Contact } from '../directory/contacts.js';
import type { Mail } from './mailer.js';

/** What the mails to respondents say. Neither the matter nor who else was asked stands in them: mail is read by many on its way. */

const toContact = ({ name, email }: Contact): Mail['to'] => ({ name, email });

export const codeMail = (contact: Contact, code: string): Mail => ({
  to: toContact(contact),
  subject: `${code} is your code`,
  text: `The code to submit your reply: ${code}

It holds for ten minutes, and once. Nobody will ask you for it: enter it only on the page on which you had it sent.
If you did not ask for it, somebody else has your personal link. Tell the case team.
`,
});

export const linkMail = (contact: Contact, link: string): Mail => ({
  to: toContact(contact),
  subject: 'Your new personal link',
  text: `Your personal link: ${link}

It opens once, within a week. Do not hand it on: who opens it answers in your name.
`,
});

export const invitationMail = (contact: Contact, link: string, of: { addressee: string; by: string }): Mail => ({
  to: toContact(contact),
  subject: 'You are asked to help with an answer',
  text: `${of.by} asks you to help ${of.addressee} to answer a request for information.

Your personal link: ${link}

It opens once, within a week. Before anything is shown you accept the terms. If you do not know what this is about, ask ${of.by}.
`,
});

export const reminderMail = (
  contact: Contact,
  link: string,
  of: { caseNumber: string; number: number; addressee: string; limit: Day },
): Mail => ({
  to: toContact(contact),
  subject: `Reply by ${dayInWords(of.limit)}: request for information ${of.number}, case ${of.caseNumber}`,
  text: `The reply of ${of.addressee} to request for information ${of.number} in case ${of.caseNumber} has not been submitted.

The last day on which it is in time is ${dayInWords(of.limit)}.

Your personal link: ${link}

It opens once, within a week. Do not hand it on: who opens it answers in your name. What you have saved is still there.
`,
});
