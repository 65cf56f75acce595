import type { Happened, SignInOptions, Uuid } from '#contracts';
import {
  forbidden,
  notFound,
  type AccessReader,
  type Ground,
  type MachineClients,
  type PersonDirectory,
  type ServiceRuntime,
  type SessionRegister,
  type Then,
  reportOfRounds,
} from '#service-kit';
import { Logger, type Type } from '@nestjs/common';
import { caseAggregate } from './domain/case/case.decide.js';
import { caseOn, type CaseHistory, type CaseState } from './domain/case/case.state.js';
import { isWalled } from './domain/inquiry/access.state.js';
import { inquiry, roleOn, type InquiryHistory } from './domain/inquiry/inquiry.state.js';
import type { InquiryEvent } from './domain/inquiry/inquiry.events.js';
import type { RulesOf } from './domain/procedure/engine/later-steps.js';
import type { Rules } from './domain/procedure/engine/standing.js';
import type { CaseStateDefinition } from './definition.js';
import type { Rulebook } from './rules/rulebook.js';
import { Recomputations } from './timers/recomputations.js';
import { inquiryById } from './views/inquiry-list/inquiry.query.js';

/** What the service is registered with: of what a process has, the parts that case-state uses. */
export interface CaseStateParts {
  runtime: ServiceRuntime;
  identity: {
    mode: 'demo' | 'oidc';
    /** Sign-in, callback, sign-out, me, token, session-keys. */
    signInController: Type;
    sessions: SessionRegister;
    clients: MachineClients;
  };
  /** Names behind the ids; outside the log. */
  directory: PersonDirectory;
  /** Respondents of the demonstration with their links, from intake. */
  outside?: () => Promise<SignInOptions['outside']>;
}

/** An inquiry as a command finds it in the log, and the role in which the reader acts on it. */
export interface InquiryAtHand {
  id: Uuid;
  history: InquiryHistory;
  role: string;
}

/** A case as a command finds it in the log, under its pinned rules. */
export interface CaseAtHand {
  id: Uuid;
  history: CaseHistory;
  state: CaseState;
  rules: Rules;
  /** The rules that it was under as it stood once: those of a procedure and a calendar are read together, whatever their version. */
  rulesOf: RulesOf;
}

/** The parts of the service that its doors work with, and who may see what. */
export class CaseStateDoors {
  readonly runtime: ServiceRuntime;
  readonly identity: CaseStateParts['identity'];
  readonly directory: PersonDirectory;
  readonly outside: () => Promise<SignInOptions['outside']>;
  readonly rulebook: Rulebook;
  /** A case as the command path folds it: silence included. */
  readonly cases: ReturnType<typeof caseAggregate>;
  /** What corrected calendars make of the open cases. */
  readonly recomputations: Recomputations;

  constructor({ runtime, identity, directory, outside }: CaseStateParts) {
    this.runtime = runtime;
    this.identity = identity;
    this.directory = directory;
    this.outside = outside ?? (async () => []);
    this.rulebook = (runtime.definition as CaseStateDefinition).rulebook;
    this.cases = caseAggregate((state) => this.rulebook.rulesOf(state));
    this.recomputations = new Recomputations({
      runtime,
      rulebook: this.rulebook,
      cases: this.cases,
      report: reportOfRounds(new Logger('case-state'), 'A case is not counted on the corrected calendar yet'),
    });
  }

  /** @returns under what the reader sees it. @throws Problem not-found: what may not be seen is not there */
  async mustSee(reader: AccessReader, inquiryId: Uuid): Promise<Ground> {
    const { access } = this.runtime;
    // Both asked, whatever the one says: an auditor is not to find out by an empty page what he is walled off from.
    const [ground, row] = await Promise.all([
      access.groundFor(reader, inquiryId),
      access.reading(reader, (views) => inquiryById(views, inquiryId)),
    ]);
    if (!ground || !row) throw notFound();
    return ground;
  }

  /**
   * An inquiry to act on, from the log itself: the view may not have taken in yet what the same person did a moment ago.
   * @throws Problem not-found for who may not see it, forbidden for who only reads
   */
  async inquiryAtHand(reader: AccessReader, id: Uuid): Promise<InquiryAtHand> {
    const history = await this.inquiryHistory(id);
    // As the log says: a wall that the view has not heard of yet beats a team that it has.
    const walled = isWalled(history, reader.person);
    const role = roleOn(history, reader.person);
    if (role !== undefined && !walled) return { id, history, role };
    // What is not there, and what a wall stands before, is asked for in the same way: the time of a refusal tells nobody which it was.
    await this.mustSee(reader, id);
    if (walled) throw notFound();
    throw forbidden('Only the team of the inquiry acts on it.');
  }

  /**
   * A case to act on, from the log itself.
   * @param reader who asks: of what is not there it is asked, too, whether it may be seen
   * @throws Problem not-found
   */
  async caseAtHand(id: Uuid, reader?: AccessReader): Promise<CaseAtHand> {
    const { state: history } = await this.runtime.commands.state(this.cases, id);
    const state = caseOn(history);
    if (!state) {
      if (reader) await this.mustSee(reader, id);
      throw notFound();
    }
    const rules = await this.rulebook.ready(state);
    return { id, history, state, rules, rulesOf: (then) => this.rulebook.rulesOf(then) };
  }

  /** @param then what had been recorded and had taken effect by then; default: everything */
  async inquiryHistory(id: Uuid, then?: Then): Promise<InquiryHistory> {
    const stored = await this.runtime.log.read(`${inquiry.kind}-${id}`, then && { upTo: then.upTo });
    return stored.filter(
      ({ effectiveOn }) => then === undefined || effectiveOn <= then.day,
    ) as unknown as Happened<InquiryEvent>[];
  }
}
