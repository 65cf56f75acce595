import { SourceDelivery } from '#event-feed';
import { feedContract } from './contract/feed-contract.js';

feedContract('in process', async () => ({
  delivery: () => new SourceDelivery(200, 50),
  close: async () => {},
}));
