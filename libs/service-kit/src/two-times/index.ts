export { causesBetween, differenceBetween, type RowGroup, type RowsFold, type RowThen } from './difference.js';
export { notThereThen, positionAt, thenOf, viewOf, type Then } from './then.js';
