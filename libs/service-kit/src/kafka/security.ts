/** How clients have to come to the brokers. Brokers among themselves speak in the clear, on loopback. */
export interface BrokerSecurity {
  /** Clients come over TLS; they trust `BrokerCluster.caFile`. */
  tls?: boolean;
  /** Given: clients sign in by SASL, SCRAM-SHA-512. They are made with the folder and stay as they are. */
  users?: BrokerUser[];
  /** Users to whom everything is allowed. To the others only what `acls` says. */
  superUsers?: string[];
  acls?: BrokerAcl[];
}

export interface BrokerUser {
  /** Letters, digits, `.`, `_` and `-`. */
  name: string;
  password: string;
}

/** What a user may do. */
export interface BrokerAcl {
  user: string;
  resource: 'topic' | 'group' | 'transactional-id' | 'cluster';
  /** Its name; `*` for all. That of the cluster is `kafka-cluster`. */
  name: string;
  /** The name is only the beginning of one. */
  prefixed?: boolean;
  operations: ('all' | 'read' | 'write' | 'create' | 'delete' | 'describe' | 'alter' | 'idempotent-write')[];
}

/** @throws Error that names what cannot be */
export function checkSecurity({ users, superUsers = [], acls = [] }: BrokerSecurity): void {
  const names = (users ?? []).map(({ name }) => name);
  const unknown = [...superUsers, ...acls.map(({ user }) => user)].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no user ${JSON.stringify(unknown)} among the brokers' users.`);
  for (const { name, password } of users ?? []) {
    if (!/^[A-Za-z0-9._-]+$/.test(name)) throw new Error(`Not a name for a user: ${JSON.stringify(name)}`);
    // As the format's argument, `[name=…,password=…]`, writes it.
    if (!/^[^\s,[\]]+$/.test(password))
      throw new Error(`The password of ${name} must not be empty, and hold no space, comma or square bracket.`);
  }
}
