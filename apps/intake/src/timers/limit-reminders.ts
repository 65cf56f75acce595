import { addresseeAggregate } from '../domain/addressee/addressee.state.js';
import { remindersIn, type Reminders, type ToRemind } from '../directory/reminders.js';
import { linkOf } from '../http/personal-link.js';
import type { Intake } from '../intake.js';
import { noMailer } from '../mail/mailer.js';
import { reminderMail } from '../mail/mails.js';

/** How often it is looked for what failed before, or another process has left behind. */
const EVERY_MS = 30_000;

/**
 * Who has not replied when the limit of a request is warned of is written to, once for each warning. A mail that cannot be sent is reported and
 * tried again as long as the limit is not over, one that has nobody to go to is reported once; who has replied meanwhile is left in peace.
 */
export class LimitReminders {
  private readonly reminders: Reminders;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: () => void = () => undefined;
  private running: Promise<number> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly intake: Intake,
    private readonly report: (error: Error) => void,
  ) {
    this.reminders = remindersIn(intake.runtime.pool);
  }

  start(): void {
    if (this.intake.mailer === noMailer) return;
    this.stopListening = this.intake.runtime.projector.onFolded((events) => {
      if (events.some(({ type }) => type === 'LimitWarningGiven')) this.look();
    });
    this.timer = setInterval(() => this.look(), EVERY_MS);
    this.timer.unref();
    this.look();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.stopListening();
    clearInterval(this.timer);
    await this.running?.catch(this.report);
  }

  /** Sends what is to be sent. @returns how many mails went out */
  run(): Promise<number> {
    return (this.running ??= this.once().finally(() => (this.running = undefined)));
  }

  private look(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.again = false;
    void this.run()
      .catch(this.report)
      .then(() => {
        if (this.again && !this.stopped) this.look();
      });
  }

  private async once(): Promise<number> {
    let sent = 0;
    for (const one of await this.reminders.due(await this.intake.runtime.clock.today())) {
      if (this.stopped) break;
      // One that cannot be written to must not keep the others from it.
      try {
        if (await this.remind(one)) sent++;
      } catch (error) {
        this.report(error as Error);
      }
    }
    return sent;
  }

  private async remind(one: ToRemind): Promise<boolean> {
    const { intake, reminders } = this;
    const { of, contact, submitted } = (await intake.runtime.commands.state(addresseeAggregate, one.addressee)).state;
    // The views may be a moment behind.
    if (!of || !contact || submitted) return false;
    if (!(await reminders.take(one))) return false;
    const to = (await intake.contacts.find([contact])).get(contact);
    if (!to?.email) {
      await reminders.settle(one);
      throw new Error(
        `no address is known of who answers for addressee ${one.addressee}: its limit, ${one.limit}, is near`,
      );
    }
    const { link } = await linkOf(intake, one.addressee);
    const mail = { caseNumber: one.caseNumber, number: of.number, addressee: of.addressee, limit: one.limit };
    await intake.mailer.send(reminderMail(to, link, mail));
    await reminders.settle(one);
    return true;
  }
}
