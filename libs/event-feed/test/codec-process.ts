// Which codec of records kafkajs has in a process that began with the feed, as a relay does.
import { createRequire } from 'node:module';
import '#event-feed';

const encode = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/record/v0/index.js');
process.send?.({ encodes: encode({ key: 'lane', value: '{}' }).constructor.name });
