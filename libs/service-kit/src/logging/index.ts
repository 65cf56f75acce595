export { accessLog } from './access-log.js';
export { describeError, type DescribedError, withoutLinks } from './describe-error.js';
export { loggedPath } from './logged-path.js';
export { openLogger } from './logger.js';
export { nestLog } from './nest-log.js';
export { type Report, reportOfRounds, reportTo } from './report.js';
