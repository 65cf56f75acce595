export { openReadLog, type ReadLog, type ReadObject } from './read-log.js';
export { readsController } from './reads-controller.js';
export { readsTable } from './reads-table.js';
