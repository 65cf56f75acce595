export { freePort, freePorts, isFree } from '../processes/index.js';
export { runRelay } from './run-relay.js';
export { FrontDoor, PortRefused } from './front-door.js';
export { runService, type ServiceAlone, type ServicePlace, type WiredService } from './run-service.js';
export { untilAsked } from './stopping.js';
