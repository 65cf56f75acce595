export { notThereThen, positionAt, thenOf, type Then } from './then.js';
