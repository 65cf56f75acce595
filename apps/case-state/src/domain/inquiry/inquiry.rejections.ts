/** Why a command on an inquiry can be refused; a closed union. */
export type InquiryRejection =
  /** Another inquiry has this number. */
  | 'number-taken'
  /** Intake has registered no such lead. */
  | 'lead-unknown'
  /** Another inquiry was opened from the lead. */
  | 'lead-taken'
  /** The person is not in the directory. */
  | 'person-unknown'
  /** The directory does not give the person this role. */
  | 'role-not-held'
  /** The role exercised may not do this. 403. */
  | 'not-your-role'
  /** A person with a declared conflict of interest cannot be on the team. */
  | 'conflict-declared'
  | 'not-a-member'
  /** A wall stands between the person and the inquiry. */
  | 'walled'
  /** The same person twice in one request. */
  | 'named-twice'
  /** Nobody would be left who may change the team. */
  | 'nobody-left-in-charge'
  /** The day lies before the opening, or before the person joined. */
  | 'before-it-began'
  /** With effect on that day, a step recorded later would not have been lawful. */
  | 'later-step-unlawful';
