import type { ClockView, DemoMails, PersonalLink, RfiView, Uuid } from '#contracts';
import type { z } from 'zod';
import { type Answering, type Chapter, type Command, isAnswering, type Story } from './acts.js';
import { type Doors, Sender, StoryRefused } from './door.js';

export interface Progress {
  /** Chapters that an earlier sending has told whole: their commands are repeated for the ids in their answers, nothing else. */
  told?: number;
  /** Called when a chapter has been told whole. */
  onChapter?: (told: number) => void;
  /** Aborts when no further chapter is to be begun; the promise is then rejected with its reason. */
  signal?: AbortSignal | undefined;
}

export interface Sent {
  chapters: number;
  commands: number;
  /** Of these: had been answered before, or changed nothing. */
  repeated: number;
  /** What each act made. */
  made: Record<string, Uuid>;
}

/** Days have passed on the demonstration's clock since the story was interrupted: what is missing can no more take effect on its days. */
export class StoryOvertaken extends Error {
  override readonly name = 'StoryOvertaken';
  constructor(day: string, today: string) {
    super(
      `The story was interrupted on ${day} and the clock has gone on to ${today}: it cannot be completed. Begin with a new data folder.`,
    );
  }
}

/**
 * Tells a story through the doors of the services, as its persons, on the demonstration's clock. Whatever of it had been told
 * before is answered as before and happens once.
 * @throws StoryRefused, StoryOvertaken
 */
export async function sendStory(
  story: Story,
  doors: Doors,
  { told = 0, onChapter, signal }: Progress = {},
): Promise<Sent> {
  const telling = new Telling(story, doors);
  for (const [index, chapter] of story.chapters.entries()) {
    signal?.throwIfAborted();
    await telling.tell(chapter, index < told);
    onChapter?.(index + 1);
  }
  await telling.seen();
  return telling.sent();
}

class Telling {
  private readonly made = new Map<string, Uuid>();
  private readonly tokens = new Map<Uuid, Promise<string>>();
  private readonly addressees = new Map<string, Promise<RfiView['addressees']>>();
  private readonly sender: Sender;

  constructor(
    private readonly story: Story,
    private readonly doors: Doors,
  ) {
    this.sender = new Sender(doors.url);
  }

  async tell(chapter: Chapter, again: boolean): Promise<void> {
    if (!again) {
      await this.settled();
      await this.clockTo(chapter);
    }
    for (const row of chapter.rows) {
      await Promise.all(
        row.map(async (act) => {
          if (!isAnswering(act)) await this.command(act);
          else if (!again) await this.answer(act);
        }),
      );
    }
  }

  sent(): Sent {
    return { chapters: this.story.chapters.length, ...this.sender.tally, made: Object.fromEntries(this.made) };
  }

  private readonly idOf = (act: string): Uuid => {
    const id = this.made.get(act);
    if (id === undefined) throw new Error(`The story has no act "${act}" before this one.`);
    return id;
  };

  private async command(command: Command): Promise<void> {
    if (command.sees) await this.sender.query(command.sees, await this.as(command.by));
    const { id } = await this.sender.command(command.path(this.idOf), command.body(this.idOf), {
      ...(await this.as(command.by)),
      ...this.key(command.act),
    });
    this.made.set(command.act, id);
  }

  /** As the contact does it: opens the personal link, saves, submits. */
  private async answer(act: Answering): Promise<void> {
    const rfi = this.idOf(act.request);
    const addressee = (await this.addresseesOf(act.request, act.linkFrom)).find(({ name }) => name === act.addressee);
    if (!addressee) throw new Error(`${act.addressee} is not an addressee of ${act.request}.`);
    // Told before a kill: the link would be read, and its reading recorded, for nothing.
    if (addressee.submittedOn !== undefined) return;
    // The addressee has been seen: nothing that others do meanwhile is waited for.
    const { link } = await this.sender.look<z.infer<typeof PersonalLink>>(
      `/api/intake/rfis/${rfi}/addressees/${addressee.id}/link`,
      await this.as(act.linkFrom),
    );
    const opened = await this.sender.send(
      'POST',
      '/api/intake/respondent/session',
      {},
      { token: link.split('/r/').at(-1) },
    );
    const cookie = opened.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    await opened.body?.cancel();
    const respondent = { Cookie: cookie, Origin: this.doors.origin };
    await this.sender.command(
      '/api/intake/respondent/answers',
      { answers: act.answers },
      { ...respondent, ...this.key(`${act.act}/saved`) },
      'PUT',
    );
    if (!act.submit) return;
    await this.sender.send('POST', '/api/intake/respondent/codes', respondent);
    await this.sender.command(
      '/api/intake/respondent/submission',
      { confirmed: true, code: await this.codeSentTo(addressee.contact.email) },
      { ...respondent, ...this.key(act.act) },
    );
  }

  /** The code that the contact finds in the mail: a demonstration shows what it would have sent. */
  private async codeSentTo(email: string): Promise<string> {
    const { items } = await this.sender.look<DemoMails>('/api/intake/demo-mail', {});
    const mail = items.find(({ to, subject }) => to.endsWith(`<${email}>`) && /^\d{6} /.test(subject));
    if (!mail) throw new Error(`No code was sent to ${email}.`);
    return mail.subject.slice(0, 6);
  }

  /** As they stood when this telling first came to one of them. */
  private addresseesOf(request: string, reader: string): Promise<RfiView['addressees']> {
    let known = this.addressees.get(request);
    if (!known) this.addressees.set(request, (known = this.rfi(request, reader).then(({ addressees }) => addressees)));
    return known;
  }

  private async rfi(request: string, reader: string): Promise<RfiView> {
    return this.sender.query<RfiView>(`/api/intake/rfis/${this.idOf(request)}`, await this.as(reader));
  }

  /** Each service has taken in what the other has said: only then may the clock go on, or its reactions would be dated later than they were. */
  private async settled(): Promise<void> {
    if (!this.made.has(`person/${this.story.reader}`)) return;
    const reader = await this.as(this.story.reader);
    await Promise.all([
      this.sender.query('/api/case-state/procedures', reader),
      this.sender.query('/api/intake/cases', reader),
    ]);
  }

  /** Everybody can see all of it. */
  async seen(): Promise<void> {
    await this.settled();
    await this.sender.query('/api/notifications/inbox?limit=1', await this.as(this.story.reader));
  }

  /**
   * Moves the clocks of all three logs; that of intake last: the limits that run out by it are facts that the others then note in
   * the same moment. A clock that is already further stays, as long as it is still the day.
   */
  private async clockTo({ at, day }: Chapter): Promise<void> {
    const administrator = await this.as('administrator');
    const move = async (service: string): Promise<void> => {
      const path = `/api/${service}/clock`;
      try {
        const moved = await this.sender.send('POST', path, administrator, { to: at });
        await moved.body?.cancel();
      } catch (error) {
        if (!(error instanceof StoryRefused) || error.status !== 409) throw error;
        const clock = await this.sender.query<z.infer<typeof ClockView>>(path, administrator);
        if (clock.now < at) throw error;
        if (clock.today > day) throw new StoryOvertaken(day, clock.today);
      }
    };
    await Promise.all([move('case-state'), move('notifications')]);
    await move('intake');
  }

  private readonly key = (act: string) => ({ 'Idempotency-Key': `story:${this.story.name}:${act}` });

  private async as(who: string): Promise<{ Authorization: string }> {
    const person = who === 'administrator' ? this.doors.administrator : this.idOf(`person/${who}`);
    let token = this.tokens.get(person);
    if (!token) this.tokens.set(person, (token = this.doors.tokenOf(person)));
    return { Authorization: `Bearer ${await token}` };
  }
}
