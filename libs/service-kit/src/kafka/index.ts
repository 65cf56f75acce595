export type { Broker } from './broker.js';
export { kafkaAvailable, type KafkaAvailable } from './jars.js';
export type { BrokerAcl, BrokerSecurity, BrokerUser } from './security.js';
export { BrokersInUse, startBrokers, type BrokerCluster, type BrokersOptions } from './start-brokers.js';
