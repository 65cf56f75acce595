export { isAlive, processMark, type ProcessMark } from './living-process.js';
export { takeLock } from './lock.js';
export { freePort, freePorts, isFree } from './ports.js';
