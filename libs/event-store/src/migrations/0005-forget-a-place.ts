/**
 * The owner may forget a reader's place. Its reader then begins again (a changed view of foreign facts is folded anew in this way), and
 * command ids keep what it did from happening twice; moving a place or emptying the table stays refused.
 */
export const forgetAPlace = `
drop trigger refused on log.checkpoints;
create trigger refused before truncate on log.checkpoints for each statement execute function log.refuse();
alter table log.checkpoints enable always trigger refused;
`;
