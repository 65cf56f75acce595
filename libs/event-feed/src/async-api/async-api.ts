import { z } from 'zod';
import { dataSchemaOf } from '../cloud-event/cloud-event.js';
import type { PublishedContracts } from '../feed.js';
import { deadLetterTopicOf, PARTITIONS, topicOf } from '../kafka/topics.js';
import { deadLetterMessages } from './dead-letters.js';
import { binaryHeaders, exampleAttributes } from './envelope.js';
import { CONTENT_TYPE, refTo, text, type Json } from './parts.js';

export interface AsyncApiAbout {
  title: string;
  /** Markdown. */
  description: string;
  version: string;
}

export interface PublishedFact {
  /** In a sentence. */
  summary: string;
  data: object;
}

/** An AsyncAPI 3.0 document. */
export type AsyncApiDocument = Json & { channels: Record<string, Json>; operations: Record<string, Json> };

/** Version of the Kafka bindings. */
const KAFKA = '0.5.0';

/**
 * What a service puts on Kafka, made of the contracts: the topic of what it publishes (none where it publishes nothing), and the topic of what
 * its consumers could not take in.
 *
 * Data are described as JSON Schema draft 07, the dialect of AsyncAPI's own schemas and of every tool that reads them.
 * @param contracts of all services; those of this one are named `dossier.<service>.…`
 * @param examples by type; a type without one has none
 */
export function asyncApiOf(
  service: string,
  about: AsyncApiAbout,
  contracts: PublishedContracts,
  examples: Readonly<Record<string, PublishedFact>> = {},
): AsyncApiDocument {
  const types = Object.keys(contracts).filter((type) => type.startsWith(`dossier.${service}.`));
  const schemas: Record<string, Json> = { ...(types.length > 0 && { Headers: binaryHeaders(service) }) };
  const messages: Record<string, Json> = {};
  for (const type of types) {
    const { schema, named } = described(contracts, type);
    Object.assign(schemas, named);
    messages[shortName(type)] = messageOf(service, type, schema, examples[type]);
  }
  const deadLetters = deadLetterMessages(service, deadLetterExample());
  const published = Object.keys(messages);
  return {
    asyncapi: '3.0.0',
    id: `urn:dossier:feed:${service}`,
    info: {
      title: `${about.title}, what it publishes`,
      version: about.version,
      description: `${about.description}\n\n${HOW_TO_READ}`,
      license: { name: 'EUPL-1.2', url: 'https://eupl.eu/1.2/en/' },
    },
    defaultContentType: CONTENT_TYPE,
    servers: SERVERS,
    channels: {
      ...(published.length > 0 && {
        published: {
          ...topic(topicOf(service)),
          title: `What ${service} publishes`,
          description:
            'In order per key. Kept for a time, never compacted: what is older is read from the service (`/api/' +
            service +
            '/feed`).',
          messages: Object.fromEntries(published.map((name) => [name, refTo('messages', name)])),
        },
      }),
      deadLetters: {
        ...topic(deadLetterTopicOf(service)),
        title: `What ${service} could not take in`,
        description:
          'A copy for those who watch; what is done about each is decided in the service (`/api/' +
          service +
          '/dead-letters`).',
        messages: Object.fromEntries(Object.keys(deadLetters).map((name) => [name, refTo('messages', name)])),
      },
    },
    operations: {
      ...(published.length > 0 && { publish: sending('published', `${service} tells what has happened`) }),
      putAside: sending('deadLetters', `${service} puts aside what it could not take in`),
    },
    components: { messages: { ...messages, ...deadLetters }, schemas },
  };
}

const HOW_TO_READ =
  'Delivery is at least once: `ce_id` names an event, `ce_sequence` its place in its lane, from 1, without gaps. Lower than or equal to what was seen: drop it; a gap: read ' +
  'what is missing from the service, in order, before going on. Fields that are not described may come at any time; a change that could break a reader is a new version, ' +
  'and a new type.';

/** Where the brokers are differs with each installation: no host is named. */
const BROKERS = { description: 'As `KAFKA_BROKERS` of the installation says.' };

const SERVERS = {
  plain: {
    host: '{brokers}',
    protocol: 'kafka',
    description: 'Brokers of this installation, inside its own network.',
    variables: { brokers: BROKERS },
  },
  secured: {
    host: '{brokers}',
    protocol: 'kafka-secure',
    description: 'The same over TLS, signed in with SASL; the brokers decide who may read and who may write.',
    variables: { brokers: BROKERS },
    security: [{ type: 'scramSha256' }, { type: 'scramSha512' }],
  },
};

const topic = (address: string): Json => ({
  address,
  bindings: {
    kafka: {
      topic: address,
      partitions: PARTITIONS,
      topicConfiguration: { 'cleanup.policy': ['delete'] },
      bindingVersion: KAFKA,
    },
  },
});

const sending = (channel: string, summary: string): Json => ({
  action: 'send',
  summary,
  channel: { $ref: `#/channels/${channel}` },
});

/** `dossier.intake.RfiIssued.v1` → `RfiIssued.v1`. */
const shortName = (type: string): string => type.split('.').slice(2).join('.');

function messageOf(service: string, type: string, payload: Json, example: PublishedFact | undefined): Json {
  const name = shortName(type);
  const own = { ce_type: { const: type }, ce_dataschema: { const: dataSchemaOf(type) } };
  return {
    name: type,
    title: name,
    ...(example && { summary: example.summary }),
    contentType: CONTENT_TYPE,
    headers: { allOf: [refTo('schemas', 'Headers'), { type: 'object', properties: own }] },
    payload,
    bindings: { kafka: { key: text('The lane, as `ce_subject`.'), bindingVersion: KAFKA } },
    ...(example && {
      examples: [
        { name, headers: headersOf(exampleAttributes(service, type, laneOf(example.data))), payload: example.data },
      ],
    }),
  };
}

const headersOf = (attributes: Record<string, string>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value])),
  'content-type': CONTENT_TYPE,
});

const laneOf = (data: object): string => {
  const { inquiryId, ...own } = data as Record<string, unknown>;
  return String(inquiryId ?? Object.values(own)[0]);
};

const deadLetterExample = (): Json => ({
  ...exampleAttributes('intake', 'dossier.intake.RfiIssued.v1', '0190f1aa-0000-5000-8000-000000000007'),
  datacontenttype: CONTENT_TYPE,
  data: {},
});

/** The shape of a type's data, and the shapes that have a name of their own; these stand once, among the components. */
function described(contracts: PublishedContracts, type: string): { schema: Json; named: Record<string, Json> } {
  const contract = contracts[type];
  if (!contract) throw new Error(`no contract for ${type}`);
  const {
    $schema: _,
    definitions = {},
    ...schema
  } = z.toJSONSchema(contract, { io: 'input', target: 'draft-7' }) as Json & { definitions?: Record<string, Json> };
  return {
    schema: { title: type, ...atComponents(schema) },
    named: Object.fromEntries(
      Object.entries(definitions).map(([name, { $id: __, id: ___, ...definition }]) => [
        name,
        atComponents(definition),
      ]),
    ),
  };
}

const DEFINITION = /^#\/(?:definitions|\$defs)\//;

function atComponents<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => atComponents(each)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace(DEFINITION, '#/components/schemas/')
        : atComponents<unknown>(inner),
    ]),
  ) as Value;
}
