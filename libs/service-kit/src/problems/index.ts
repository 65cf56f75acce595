export { PROBLEMS, type ProblemCode } from './codes.js';
export {
  type FieldError,
  forbidden,
  invalidRequest,
  notFound,
  Problem,
  Rejected,
  unauthenticated,
  viewBehind,
} from './errors.js';
export { fromError, type MappedProblem } from './from-error.js';
export { type FaultLog, ProblemFilter } from './problem-filter.js';
export { renderProblems } from './render-problems.js';
