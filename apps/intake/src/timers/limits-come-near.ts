import type { LapseSource } from '#service-kit';
import { awaitedRfi } from '../domain/rfi/rfi.state.js';
import { limitNearBy } from '../views/rfi-matrix/rfi-matrix.query.js';

/** The limit of a request comes near and somebody has not replied. Who has is asked of the matrix, which is abreast of the log by then. */
export const limitsComeNear: LapseSource = { aggregate: awaitedRfi, due: limitNearBy };
