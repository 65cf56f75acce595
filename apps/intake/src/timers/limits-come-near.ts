import type { Uuid } from '#contracts';
import type { LapseSource } from '#service-kit';
import { addresseeAggregate } from '../domain/addressee/addressee.state.js';
import { awaitedRfi } from '../domain/rfi/rfi.state.js';
import { limitNearBy } from '../views/rfi-matrix/rfi-matrix.query.js';

/**
 * The limit of a request comes near and somebody has not replied. Which requests these may be is asked of the matrix; that somebody has not, of the
 * log: a matrix that is being folded anew does not know of replies yet, and a warning that was given is not taken back.
 */
export const limitsComeNear: LapseSource = {
  aggregate: awaitedRfi,
  async due(dataSource, day, commands) {
    const awaits = async (rfi: Uuid): Promise<boolean> => {
      const { issued } = (await commands.state(awaitedRfi, rfi)).state;
      for (const { id } of issued?.addressees ?? [])
        if (!(await commands.state(addresseeAggregate, id)).state.submitted) return true;
      return false;
    };
    const awaited: Uuid[] = [];
    for (const rfi of await limitNearBy(dataSource, day)) if (await awaits(rfi)) awaited.push(rfi);
    return awaited;
  },
};
