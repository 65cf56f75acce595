import type { ActorKind, Uuid } from '#contracts';

/** A person of the authority, or a machine's account: who is behind the opaque id that events hold. Never in the log. */
export interface Person {
  id: Uuid;
  name: string;
  email: string;
  /** The OpenID Connect issuer that vouches for this person; `DEMO_ISSUER` for the embedded one. */
  issuer: string;
  subject: string;
  roles: string[];
  /** True for the persons of a story: screens mark them. */
  invented: boolean;
  note?: string;
}

/**
 * How the embedded demo issuer is named in the directory. Its address depends on the port; a person's identity must not.
 */
export const DEMO_ISSUER = 'urn:dossier:demo-issuer';

/** Finds persons; everything that signs people in needs no more. */
export interface PersonFinder {
  find(issuer: string, subject: string): Promise<Person | undefined>;
  get(id: Uuid): Promise<Person | undefined>;
  list(): Promise<Person[]>;
}

export interface PersonDirectory extends PersonFinder {
  /**
   * Adds a person; the same person again changes nothing.
   * @throws PersonTaken when the id, or the issuer's subject, belongs to somebody else
   */
  add(person: Person): Promise<void>;
}

/** Another person has this id, or this subject at this issuer. */
export class PersonTaken extends Error {
  readonly code = 'PersonTaken';
  constructor(person: Pick<Person, 'id' | 'subject'>) {
    super(`The id ${person.id} or the subject ${person.subject} belongs to another person.`);
    this.name = 'PersonTaken';
  }
}

/** Who only holds the role of a subscriber, or of a machine, is one; everybody else in the directory is an officer. */
export const kindOf = (roles: readonly string[]): ActorKind =>
  (['subscriber', 'machine'] as const).find((kind) => roles.length > 0 && roles.every((role) => role === kind)) ??
  'officer';
