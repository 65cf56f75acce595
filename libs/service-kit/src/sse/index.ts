export { liveSignals } from './live-signals.js';
export { lastEventId, sendEvents, type SendOptions, type ServerEvent } from './send-events.js';
