export * from './feed.js';
export * from './refusals.js';
export { isFeedMigrated, migrateFeed } from './schema/migrate-feed.js';
export { openPublisher } from './publisher/open-publisher.js';
export { FeedHub } from './publisher/feed-hub.js';
export { MAX_DATA_BYTES } from './publisher/publishing.js';
export { CloudEvent, dataSchemaOf, fromCloudEvent, toCloudEvent } from './cloud-event/cloud-event.js';
export { connectFeed } from './consumer/connect-feed.js';
export { FeedBatch, FeedContext } from './consumer/feed-context.js';
export { passesByItself } from './consumer/passing-errors.js';
export { FeedConsumer } from './consumer/feed-consumer.js';
export { FeedServer, feedOf } from './consumer/feed-server.js';
export { placeInLane, skippedEvents } from './consumer/skipped-events.js';
export { SourceDelivery } from './consumer/source-delivery.js';
export { feedController } from './http/feed-controller.js';
export { httpFeedSource, type HttpSourceOptions } from './http/http-source.js';
export { compareContracts, jsonSchemaOf, type ContractsReport } from './contracts/compare-contracts.js';
export { schemaChanges, type JsonSchema, type SchemaChange } from './contracts/schema-changes.js';
export type { KafkaSettings } from './kafka/kafka-client.js';
export {
  checkTopics,
  createTopics,
  deadLetterTopicOf,
  faultsOfTopics,
  PARTITIONS,
  relayNameOf,
  TopicMissing,
  topicOf,
  TopicRefused,
  type CreatedTopic,
} from './kafka/topics.js';
export { Relay, type RelayOptions, type RelayStatus } from './kafka/relay.js';
export { kafkaDelivery, type KafkaDeliveryOptions } from './kafka/kafka-delivery.js';
export { DeadLetterRelay, type DeadLetterRelayOptions } from './kafka/dead-letter-relay.js';
export { asyncApiOf, type AsyncApiAbout, type AsyncApiDocument, type PublishedFact } from './async-api/async-api.js';
