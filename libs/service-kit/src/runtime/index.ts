export { inTransaction } from './in-transaction.js';
export type { LapseSource, ServiceDefinition } from './definition.js';
export {
  openRelay,
  openService,
  type OpenedService,
  type RuntimeOptions,
  type ServiceRuntime,
} from './open-runtime.js';
export { mustBeOfThisVersion, OtherVersion } from './other-version.js';
export type { LapseTimer } from './lapse-timer.js';
