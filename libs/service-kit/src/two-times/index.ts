export { causesBetween, differenceBetween, type RowsFold, type RowThen } from './difference.js';
export { notThereThen, positionAt, thenOf, viewOf, type Then } from './then.js';
