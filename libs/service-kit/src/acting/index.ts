export { actedBy } from './acted-by.js';
export { answersOf } from './answer.js';
export { BACKDATING_NOT_ALLOWED, mayBackdate } from './backdating.js';
export { actingAs, originOf, roleInAuthority } from './origin.js';
export { record } from './record.js';
export { SYSTEM } from './system.js';
