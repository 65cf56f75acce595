export {
  CommandRunner,
  happened,
  type Act,
  type CommandOrigin,
  type CommandOutcome,
  type CommandSpec,
  type Effective,
  type Loaded,
} from './command-runner.js';
export { isRejection, staleVersion } from './rejected.js';
