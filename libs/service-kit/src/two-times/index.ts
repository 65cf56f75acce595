export { differenceBetween } from './difference.js';
export { notThereThen, positionAt, thenOf, viewOf, type Then } from './then.js';
