export { actedBy } from './acted-by.js';
export { answersOf } from './answer.js';
export { mayBackdate } from './backdating.js';
export { actingAs, originOf, roleInAuthority } from './origin.js';
export { record } from './record.js';
export { SYSTEM } from './system.js';
