/** Why a command on the access to an inquiry can be refused; a closed union. */
export type AccessRejection =
  /** The person is not in the directory. */
  | 'person-unknown'
  /** The directory does not give the person this role. */
  | 'role-not-held'
  /** The role exercised may not do this. 403. */
  | 'not-your-role'
  /** A wall stands between the person and the inquiry. */
  | 'walled'
  /** Who is on the team sees the inquiry anyhow. */
  | 'on-the-team'
  /** Another grant of the person is running. */
  | 'granted-already'
  /** The last day has passed. */
  | 'end-in-the-past'
  /** No such grant, wall, restriction or asked-for access on this inquiry. 404. */
  | 'grant-unknown'
  | 'wall-unknown'
  | 'restriction-unknown'
  /** Nobody was asked under this id by a request of this inquiry. 404. */
  | 'reply-unknown'
  /** Named are people of the team. */
  | 'not-on-the-team'
  /** Another restriction stands: it would have to be lifted first. */
  | 'restricted-already'
  /** It does not stand any more: it was lifted, or others are named instead. */
  | 'restriction-lifted'
  | 'restriction-replaced'
  | 'challenge-unknown'
  /** The person may see the inquiry already. */
  | 'in-sight-already'
  /** The last access that the person took without being given it was ended by review. */
  | 'challenge-was-ended'
  /** Nobody reviews what he took himself. 403. */
  | 'own-challenge'
  /** It was ended by review; that is not taken back. */
  | 'reviewed-already'
  /** Nobody would be left who may change the team. */
  | 'nobody-left-in-charge'
  | 'before-it-began'
  | 'later-step-unlawful';
