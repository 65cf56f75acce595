import type { Day, Moment, Role, Uuid } from '#contracts';

/** Why a wall stands: somebody raised it, or the person declared a conflict of interest. */
export type WallCause = 'raised' | 'conflict-declared';

/** What a review said of an access that was asked for without being given. */
export type ReviewOutcome = 'upheld' | 'ended';

/** What is restricted: one addressee's reply to a request, with what tells it to a reader. */
export interface RestrictedObject {
  kind: 'reply';
  /** Of the addressee. */
  id: Uuid;
  rfiId: Uuid;
  caseId: Uuid;
  /** Of the request within the case. */
  number: number;
  /** Name of the undertaking. */
  addressee: string;
}

/**
 * What can have happened to the access to an inquiry besides its team. Facts of the present: none takes effect on an earlier day, and
 * each end is a moment, so that who asks later need not know in which time zone a day was meant. Reasons are free texts about a person.
 */
export type AccessEvent =
  /** A person outside the team may see the inquiry, in a role, to the end of a day. Sees, and does not act: acts are the team's. */
  | {
      type: 'AccessGranted';
      data: { inquiryId: Uuid; grantId: Uuid; person: Uuid; role: Role; until: Day; endsAt: Moment };
      personal: Record<Uuid, { reason: string }>;
    }
  /** A grant ended before its day. */
  | {
      type: 'AccessRevoked';
      data: { inquiryId: Uuid; grantId: Uuid; person: Uuid };
      personal: Record<Uuid, { reason: string }>;
    }
  /** Need-to-know is excluded, whatever else is given or held: team, grants, roles in the authority. */
  | {
      type: 'WallRaised';
      data: { inquiryId: Uuid; wallId: Uuid; person: Uuid; cause: WallCause };
      personal: Record<Uuid, { reason: string }>;
    }
  /** The exclusion ended. What it beat and is still running counts again; a membership does not come back. */
  | {
      type: 'WallLifted';
      data: { inquiryId: Uuid; wallId: Uuid; person: Uuid };
      personal: Record<Uuid, { reason: string }>;
    }
  /**
   * Something of the inquiry is for named people alone, of those who see the inquiry. It lets nobody in. Why: of the thing, and of nobody.
   * `replaces`: it was for others before, under that restriction, and for nobody else in between.
   */
  | {
      type: 'AccessRestricted';
      data: {
        inquiryId: Uuid;
        restrictionId: Uuid;
        object: RestrictedObject;
        people: Uuid[];
        reason: string;
        replaces?: Uuid;
      };
    }
  /** It is for all again who see the inquiry. */
  | {
      type: 'RestrictionLifted';
      data: { inquiryId: Uuid; restrictionId: Uuid; object: RestrictedObject; reason: string };
    }
  /** An officer took access without being given it: at once, for a short time, on record, and to be reviewed. */
  | {
      type: 'AccessChallenged';
      data: { inquiryId: Uuid; challengeId: Uuid; person: Uuid; role: Role; endsAt: Moment };
      personal: Record<Uuid, { reason: string }>;
    }
  /** Whether that was right. `ended`: it is over now. `upheld`: it runs to its end. */
  | {
      type: 'ChallengedAccessReviewed';
      data: { inquiryId: Uuid; challengeId: Uuid; person: Uuid; outcome: ReviewOutcome };
      personal: Record<Uuid, { note: string }>;
    };
