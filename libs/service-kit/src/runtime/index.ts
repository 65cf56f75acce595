export type { LapseSource, ServiceDefinition } from './definition.js';
export {
  openRelay,
  openService,
  OtherVersion,
  type OpenedService,
  type RuntimeOptions,
  type ServiceRuntime,
} from './open-runtime.js';
export type { LapseTimer } from './lapse-timer.js';
