export { accessOver, type Access } from './access.js';
export { accessChangeOf, accessView, restrictionsView } from './access-changes.js';
export {
  applyAccessChange,
  applyRestrictionChange,
  createAccessTables,
  createRestrictionTable,
  dropAccessTables,
  dropRestrictionTable,
  type AccessChange,
  type RestrictionChange,
} from './access-tables.js';
export { asReaderOf, type AsReader, type Views } from './as-reader.js';
export {
  ACCESS_SIGHT,
  lockRows,
  readerRolesOf,
  RESTRICTION_SIGHT,
  type ReaderRoles,
  type RowSight,
  type RowSights,
} from './row-sight.js';
export { accessWatch, type AccessWatch } from './access-watch.js';
export { hearing, ofItself, type Hearing } from './hearing.js';
export { pageInSight } from './page-in-sight.js';
export { groundOf, isAuditor, type Ground, type Known, type Reader as AccessReader, type Right } from './decision.js';
export { inSight, keepInSight, notWalledOff, notWithheld, numbered, sightOf, type Sight } from './sight.js';
