export { isAlive, processMark, type ProcessMark } from './living-process.js';
export { takeLock } from './lock.js';
