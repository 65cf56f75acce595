export { MayAnswer } from './may-answer.js';
export { type ApiDescription, buildDocument } from './build-document.js';
export { describeApi } from './describe-api.js';
export { everyRouteIsDescribed } from './every-route-is-described.js';
export { toComponents } from './json-schemas.js';
export { type Route, routesOf } from './routes.js';
