import type { Uuid } from '#contracts';
import {
  forbidden,
  notFound,
  type AccessReader,
  type Ground,
  type RespondentTokens,
  type ServiceRuntime,
} from '#service-kit';
import { codesIn, type Codes } from './directory/codes.js';
import { contactsIn, type Contacts } from './directory/contacts.js';
import {
  demoMailboxIn,
  type DemoMailbox,
  type Mailer,
  type MailSettings,
  noMailer,
  smtpMailer,
} from './mail/mailer.js';
import { rfiAggregate } from './domain/rfi/rfi.state.js';

/** What the service is registered with: of what a process has, the parts that intake uses. */
export interface IntakeParts {
  runtime: ServiceRuntime;
  /** Signs and opens personal links and the sessions that they are exchanged for. */
  identity: {
    respondents: RespondentTokens;
    /** `demo`: the demo issuer signs people in, so that whoever comes may be anybody. */
    mode?: 'demo' | 'oidc';
  };
  /** How mail leaves. Without a server a demonstration keeps its mails, and a real log sends none. */
  mail?: MailSettings;
  /** Scheme, host and port as browsers see them; without a slash at the end. Known once the process listens. */
  publicUrl: () => string;
}

/** The parts of the service that its doors work with, and who may see what. */
export class Intake {
  readonly runtime: ServiceRuntime;
  readonly respondents: RespondentTokens;
  readonly publicUrl: () => string;
  readonly contacts: Contacts;
  readonly codes: Codes;
  readonly mailer: Mailer;
  /** Where the mails of a demonstration lie, if anybody may read them. */
  readonly demoMailbox: DemoMailbox | undefined;

  constructor({ runtime, identity, publicUrl, mail = {} }: IntakeParts) {
    this.runtime = runtime;
    this.respondents = identity.respondents;
    this.publicUrl = publicUrl;
    this.contacts = contactsIn(runtime.pool);
    this.codes = codesIn(runtime.pool);
    const demonstration = runtime.clock.origin === 'demonstration';
    const { server, from } = mail;
    const mailbox = demonstration && server === undefined ? demoMailboxIn(runtime.pool) : undefined;
    this.mailer = server !== undefined && from !== undefined ? smtpMailer({ server, from }) : (mailbox ?? noMailer);
    this.demoMailbox = identity.mode === 'demo' ? mailbox : undefined;
  }

  /**
   * A request to look at: its inquiry, and under what the reader sees it. That there is none, and that it is not for this reader, are
   * found out on one way.
   * @throws Problem not-found
   */
  async mustSeeRfi(reader: AccessReader, id: Uuid): Promise<{ inquiryId: Uuid; ground: Ground }> {
    const { inquiryId } = (await this.runtime.commands.state(rfiAggregate, id)).state;
    const ground = await this.mustSee(reader, inquiryId ?? id);
    if (!inquiryId) throw notFound();
    return { inquiryId, ground };
  }

  /** The inquiry of a request, from the log. @throws Problem not-found */
  async inquiryOfRfi(id: Uuid): Promise<Uuid> {
    const { inquiryId } = (await this.runtime.commands.state(rfiAggregate, id)).state;
    if (!inquiryId) throw notFound();
    return inquiryId;
  }

  /**
   * The inquiry of a request that somebody is to act on. A request that does not exist takes as long as one of another team:
   * the time of a refusal must not tell which of both it is.
   * @throws Problem not-found
   */
  async inquiryToActOn(rfi: Uuid): Promise<Uuid> {
    try {
      return await this.inquiryOfRfi(rfi);
    } catch (error) {
      await this.afterCatchingUp(async () => undefined);
      throw error;
    }
  }

  /** @returns under what the reader sees it. @throws Problem not-found: what may not be seen is not there */
  async mustSee(reader: AccessReader, inquiryId: Uuid): Promise<Ground> {
    const ground = await this.runtime.access.groundFor(reader, inquiryId);
    if (!ground) throw notFound();
    return ground;
  }

  /**
   * The role in which somebody acts on an inquiry: that of the team. Who only sees it (an auditor) does not act.
   * @throws Problem not-found, forbidden
   */
  async roleOn(reader: AccessReader, inquiryId: Uuid): Promise<string> {
    const { access } = this.runtime;
    const role =
      (await access.roleOn(inquiryId, reader.person)) ??
      (await this.afterCatchingUp(() => access.roleOn(inquiryId, reader.person)));
    if (role) return role;
    await this.mustSee(reader, inquiryId);
    throw forbidden('Only the team of the inquiry acts on it.');
  }

  /**
   * Looks again as other services' facts come in, for a moment: a command that follows another service's answer at once must
   * not be told that what it speaks of does not exist.
   */
  async afterCatchingUp<T>(look: () => Promise<T | null | undefined>): Promise<T | null | undefined> {
    const { sources } = this.runtime;
    const patience = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const heads = await Promise.all(sources.map((source) => source.numbered()));
      await this.runtime.waitFor(
        Object.fromEntries(sources.map(({ publisher }, index) => [publisher, heads[index]?.position])),
      );
      const found = await look();
      if (found !== null && found !== undefined) return found;
      const news = sources.map((source, index) => source.moved(heads[index] ?? NOTHING_YET, patience));
      if (!(await Promise.race([...news, gone(patience)]))) return found;
    }
  }
}

/** Longer than a fact needs from one service to the next on a busy machine, shorter than anybody minds to wait for a "not found". */
const PATIENCE_MS = 1000;
const NOTHING_YET = { position: 0, ordinal: 0 };

const gone = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
