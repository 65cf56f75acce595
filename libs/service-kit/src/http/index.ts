export { applyHttpDefaults, type HttpDefaults } from './apply-http-defaults.js';
export { answerHeaders, versionTag } from './command-answer.js';
export { Command, commandHeaders, type CommandHeaders } from './command-headers.js';
export { BODY_LIMIT_BYTES } from './json-body.js';
export { decodeCursor, encodeCursor, type Page, PositionPlace, toPage } from './pages.js';
export { formatPositions, parsePositions, type Positions, WaitFor } from './positions.js';
export { DEFAULT_RATES, Limited, network, type RateLimit, RateLimits, type Rates } from './rate-limits.js';
export { contextOf, type RequestContext } from './request-context.js';
export { fieldErrors, validationPipe } from './validation.js';
