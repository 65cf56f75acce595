import kafkajs, { type Admin } from 'kafkajs';
import type { BrokerAcl } from './security.js';

// A CommonJS package, whose names Node does not see one by one.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } = kafkajs;

/** Does something as administrator, at the door where brokers speak among themselves. */
export async function asAdmin<T>(ports: number[], act: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({
    clientId: 'dossier-launcher',
    brokers: ports.map((port) => `127.0.0.1:${port}`),
    connectionTimeout: 2000,
    requestTimeout: 5000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    return await act(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Do the brokers know all of these, and would the controllers make a topic with a copy on each? Nothing is made. */
export async function agree(port: number, brokers: number[]): Promise<boolean> {
  try {
    return await asAdmin([port], async (admin) => {
      const known = (await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId);
      if (!brokers.every((id) => known.includes(id))) return false;
      await admin.createTopics({
        validateOnly: true,
        waitForLeaders: false,
        topics: [{ topic: 'dossier.would-be', numPartitions: 1, replicationFactor: brokers.length }],
      });
      return true;
    });
  } catch {
    return false; // not yet: whoever asks gives up in time
  }
}

const RESOURCES = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
  cluster: AclResourceTypes.CLUSTER,
};

const OPERATIONS = {
  all: AclOperationTypes.ALL,
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  create: AclOperationTypes.CREATE,
  delete: AclOperationTypes.DELETE,
  describe: AclOperationTypes.DESCRIBE,
  alter: AclOperationTypes.ALTER,
  'idempotent-write': AclOperationTypes.IDEMPOTENT_WRITE,
};

/** Makes them where they are missing. */
export async function allow(ports: number[], acls: BrokerAcl[]): Promise<void> {
  const acl = acls.flatMap(({ user, resource, name, prefixed, operations }) =>
    operations.map((operation) => ({
      resourceType: RESOURCES[resource],
      resourceName: name,
      resourcePatternType: prefixed ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
      principal: `User:${user}`,
      host: '*',
      operation: OPERATIONS[operation],
      permissionType: AclPermissionTypes.ALLOW,
    })),
  );
  if (acl.length > 0) await asAdmin(ports, (admin) => admin.createAcls({ acl }));
}
