import { Parser } from '@asyncapi/parser';
import { publishedContracts, publishedExamples } from '#contracts';
import { asyncApiOf, jsonSchemaOf, type PublishedContracts } from '#event-feed';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import type { z } from 'zod';

const about = { title: 'Dossier', description: 'What it decides.', version: '1' };
const documentOf = (service: string, contracts: PublishedContracts = publishedContracts) =>
  asyncApiOf(service, about, contracts, publishedExamples);

interface Message {
  name: string;
  headers: { allOf: [object, { properties: Record<string, { const: string }> }] };
  payload: { properties: object; required?: string[] };
  examples?: { payload: unknown; headers: Record<string, string> }[];
  bindings: { kafka: { key: object } };
}
const messagesOf = (service: string) =>
  (documentOf(service)['components'] as { messages: Record<string, Message> }).messages;
const published = (service: string) =>
  Object.values(messagesOf(service)).filter(({ name }) => name.startsWith('dossier.'));

describe.each(['intake', 'case-state', 'notifications'])('the AsyncAPI document of %s', (service) => {
  test('is valid, by the official parser', async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(documentOf(service)));
    // What is left is advice (severity 2 and 3): that there is a newer AsyncAPI.
    expect(
      diagnostics.filter(({ severity }) => severity < 2).map(({ code, message }) => `${code}: ${message}`),
    ).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
  });

  // The parser looks at the shape of an example only.
  test('has an example of each message but bytes, and each fits its headers and its payload', () => {
    const document = documentOf(service);
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ components: document['components'] }, 'document');
    const checked = (path: string, value: unknown) =>
      ajv.validate({ $ref: `document#/components/messages/${path}` }, value) ? [] : ajv.errors;
    for (const [name, { examples = [] }] of Object.entries(messagesOf(service))) {
      expect([name, examples.length]).toEqual([name, name === 'UnreadableBytes' ? 0 : 1]);
      for (const { headers, payload } of examples) {
        expect([name, checked(`${name}/headers`, headers)]).toEqual([name, []]);
        expect([name, checked(`${name}/payload`, payload)]).toEqual([name, []]);
        expect(checked(`${name}/headers`, { ...headers, 'dossier-failed-at': 1, ce_sequence: '3' })).not.toEqual([]);
      }
    }
  });

  test('has every type that the service publishes, and none else', () => {
    const types = Object.keys(publishedContracts).filter((type) => type.startsWith(`dossier.${service}.`));
    expect(published(service).map(({ name }) => name)).toEqual(types);
    for (const { name, headers } of published(service))
      expect(headers.allOf[1].properties).toEqual({
        ce_type: { const: name },
        ce_dataschema: { const: `urn:dossier:schema:${name}` },
      });
  });

  test('describes data as the schemas of the contracts do', () => {
    for (const { name, payload } of published(service)) {
      const schema = jsonSchemaOf(publishedContracts, name) as unknown as Message['payload'];
      expect(Object.keys(payload.properties)).toEqual(Object.keys(schema.properties));
      expect(payload.required).toEqual(schema.required);
    }
  });

  test('says what the topics are like', () => {
    const { channels, operations, servers } = documentOf(service);
    const topics = Object.values(channels).map(({ address, bindings }) => ({ address, bindings }));
    const publishes = published(service).length > 0;
    expect(topics).toEqual(
      [...(publishes ? [`dossier.${service}.v1`] : []), `dossier.${service}.dead-letters.v1`].map((address) => ({
        address,
        bindings: {
          kafka: {
            topic: address,
            partitions: 12,
            topicConfiguration: { 'cleanup.policy': ['delete'] },
            bindingVersion: '0.5.0',
          },
        },
      })),
    );
    expect(Object.values(operations).map(({ action }) => action)).toEqual(topics.map(() => 'send'));
    for (const { host } of Object.values(servers as Record<string, { host: string }>)) expect(host).toBe('{brokers}');
  });
});

test.each(Object.entries(publishedExamples))('the example of %s fits its contract', (type, { data }) => {
  const contract = publishedContracts[type as keyof typeof publishedContracts] as z.ZodType;
  expect(contract.safeParse(data).error?.issues ?? []).toEqual([]);
});

test('every header of the binding is described and shown', () => {
  const { Headers } = (documentOf('intake')['components'] as { schemas: Record<string, { required: string[] }> })
    .schemas;
  expect(Headers?.required).toEqual(
    [
      'specversion',
      'id',
      'source',
      'type',
      'subject',
      'time',
      'dataschema',
      'sequence',
      'position',
      'recordedat',
      'effectiveon',
    ]
      .concat(['correlationid', 'epoch', 'ordinal', 'traceparent'])
      .map((name) => `ce_${name}`)
      .concat('content-type'),
  );
  for (const { examples } of published('intake'))
    expect(Object.keys(examples?.[0]?.headers ?? {}).sort()).toEqual([...(Headers?.required ?? [])].sort());
});

test('the parser does find what is wrong', async () => {
  const document = documentOf('intake');
  const wrong = { ...document, operations: { publish: { ...document.operations['publish'], action: 'shout' } } };
  const { diagnostics } = await new Parser().parse(JSON.stringify(wrong));
  expect(diagnostics.filter(({ severity }) => severity < 2)).not.toEqual([]);
});
