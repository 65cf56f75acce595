import { connect } from 'node:net';

/**
 * Asks a broker for its API versions (the first thing that every client says) and waits for a whole answer.
 * @param timeout milliseconds
 * @returns does it serve? False also for a port at which nobody, or somebody else, listens
 */
export function answersApiVersions(port: number, timeout = 2000): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port });
    let answer = Buffer.alloc(0);
    const end = (serves: boolean) => {
      socket.destroy();
      done(serves);
    };
    socket.setTimeout(timeout, () => end(false));
    socket.once('error', () => end(false)).once('close', () => end(false));
    socket.once('connect', () => socket.write(REQUEST));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      // Length (4 bytes), correlation (4), error (2): no error, and the correlation that we sent.
      if (answer.length >= 10 && answer.length >= 4 + answer.readInt32BE(0))
        end(answer.readInt32BE(4) === CORRELATION && answer.readInt16BE(8) === 0);
    });
  });
}

const CORRELATION = 0x646f73;

/** ApiVersions, version 0 (Kafka protocol guide): header with api key 18, version, correlation and no client id; an empty body. */
const REQUEST = Buffer.alloc(14);
REQUEST.writeInt32BE(10, 0);
REQUEST.writeInt16BE(18, 4);
REQUEST.writeInt16BE(0, 6);
REQUEST.writeInt32BE(CORRELATION, 8);
REQUEST.writeInt16BE(-1, 12);
