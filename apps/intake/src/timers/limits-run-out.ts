import type { LapseSource } from '#service-kit';
import { addresseeAggregate } from '../domain/addressee/addressee.state.js';
import { overdueBy } from '../views/rfi-matrix/rfi-matrix.query.js';

/** The limit of a request runs out without a reply. Asked of the matrix; decided by the addressee. */
export const limitsRunOut: LapseSource = { aggregate: addresseeAggregate, due: overdueBy };
