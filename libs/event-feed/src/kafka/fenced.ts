import type { Kafka } from 'kafkajs';

/** What of a client's clusters is used here. */
interface Cluster {
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(wanted: { groupId: string; coordinatorType: number }): Promise<Broker>;
}
interface Broker {
  initProducerId(wanted: { transactionalId?: string; transactionTimeout: number }): Promise<unknown>;
}

/** Of a coordinator, in FindCoordinator of Kafka's protocol: 1 is the coordinator of transactions. */
const TRANSACTION = 1;

/**
 * Makes the idempotent producers that this client opens from now on take their numbers under a name. The brokers raise the epoch of a name each
 * time, and a partition that has had a record of the new epoch refuses those of an older one (KIP-98): a fence at the broker itself, without
 * transactions. kafkajs asks for a name only where it opens a transaction, so what it asks for a number is replaced.
 * @throws Error when this kafkajs is not made as 2.2.4 is
 */
export function fenced(kafka: Kafka, name: string): Kafka {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (!symbol) throw new Error('this kafkajs opens its producers in a way that cannot be fenced');
  const client = kafka as unknown as Record<symbol, (options: object) => Cluster>;
  const create = client[symbol]!;
  client[symbol] = (options) => {
    const cluster = create(options);
    // A producer asks the controller for nothing but its number.
    cluster.findControllerBroker = async () => {
      const coordinator = await cluster
        .findGroupCoordinator({ groupId: name, coordinatorType: TRANSACTION })
        .catch((cause: unknown) => {
          // Of what each broker said kafkajs tells nothing.
          if ((cause as Error).name !== 'KafkaJSGroupCoordinatorNotFound') throw cause;
          throw new Error(
            `no broker coordinates the transactional id ${name} for this user: it is not authorised to write to it, or the brokers cannot keep __transaction_state yet`,
            { cause },
          );
        });
      return { initProducerId: (wanted) => coordinator.initProducerId({ ...wanted, transactionalId: name }) };
    };
    return cluster;
  };
  return kafka;
}
