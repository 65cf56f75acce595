export { accessOver, type Access } from './access.js';
export { accessChangeOf, accessView } from './access-changes.js';
export { applyAccessChange, createAccessTables, dropAccessTables, type AccessChange } from './access-tables.js';
export { asReaderOf, type AsReader, type Views } from './as-reader.js';
export { ACCESS_SIGHT, lockRows, readerRolesOf, type ReaderRoles, type RowSight, type RowSights } from './row-sight.js';
export { accessWatch, type AccessWatch } from './access-watch.js';
export { hearing, ofItself, type Hearing } from './hearing.js';
export { groundOf, type Ground, type Known, type Reader as AccessReader, type Right } from './decision.js';
export { inSight, keepInSight, notWalledOff, numbered, sightOf, type Sight } from './sight.js';
