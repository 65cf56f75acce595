// The order of the test files: what starts processes, brokers and browsers first, so that a run does not end with all waiting for one of them.
import { statSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Folders whose files take minutes, the slowest first. */
const SLOW = [
  '/test/kafka/',
  '/test/browser/',
  '/test/flow/',
  '/test/security/',
  '/test/containers/',
  '/test/faults/',
  '/apps/dossier/',
];

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = SLOW.findIndex((folder) => path.includes(folder));
      return at < 0 ? SLOW.length : at;
    };
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((a, b) => rank(a) - rank(b) || size(b) - size(a));
  }
}
