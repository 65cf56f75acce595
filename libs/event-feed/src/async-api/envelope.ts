import { CONTENT_TYPE, text, type Json } from './parts.js';

const MOMENT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';
const SIXTEEN = '^\\d{16}$';
const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** The attributes of the envelope by their CloudEvents names, of any type. What they hold is text, in either mode. */
export function cloudEventAttributes(publisher = '[a-z-]+'): Record<string, Json> {
  return {
    specversion: { type: 'string', const: '1.0' },
    id: { ...text('The id of the event: the same however often and by whatever way it comes.'), pattern: UUID },
    source: {
      ...text('The service that published it, and the id of the log that it came from.'),
      pattern: `^/dossier/${publisher}/[A-Za-z0-9-]+$`,
    },
    type: { ...text('`dossier.<service>.<Name>.v<N>`.'), pattern: '^dossier\\.[a-z-]+\\.[A-Za-z]+\\.v[1-9]\\d*$' },
    subject: {
      ...text('The lane: the id of the inquiry; of the object itself where there is no inquiry yet.'),
      minLength: 1,
    },
    time: { ...text('As `recordedat`.'), pattern: MOMENT },
    dataschema: {
      ...text('The name of the JSON Schema that the data keep to.'),
      pattern: '^urn:dossier:schema:dossier\\.',
    },
    sequence: {
      ...text(
        'Place in the lane, from 1, without gaps. 16 digits, so that its order as text is the order of the events.',
      ),
      pattern: SIXTEEN,
    },
    position: {
      ...text("Position in the publisher's log; positions of what is not published are missing."),
      pattern: SIXTEEN,
    },
    recordedat: {
      ...text('When it was recorded, by the clock of the log. RFC 3339, UTC, milliseconds.'),
      pattern: MOMENT,
    },
    effectiveon: {
      ...text('The day that it took effect on, at the seat of the authority.'),
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
    },
    correlationid: { ...text('What all that stems from one act has in common.'), pattern: UUID },
    epoch: {
      ...text("The epoch of the publisher's log: it changes when the log is restored from a backup."),
      pattern: UUID,
    },
    ordinal: {
      ...text("Place in the publisher's order of publication, over all lanes, from 1, without gaps."),
      pattern: SIXTEEN,
    },
    traceparent: { ...text('W3C trace context.'), pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
  };
}

/** The headers of a message in binary mode: the Kafka protocol binding of CloudEvents puts `ce_` before each attribute. */
export function binaryHeaders(publisher: string): Json {
  const attributes = Object.entries(cloudEventAttributes(publisher)).map(([name, schema]) => [`ce_${name}`, schema]);
  const properties: Record<string, Json> = {
    ...Object.fromEntries(attributes),
    'content-type': { type: 'string', const: CONTENT_TYPE },
  };
  return {
    type: 'object',
    description: 'CloudEvents 1.0.2, Kafka protocol binding 1.0.2, binary content mode. Values are UTF-8 text.',
    required: Object.keys(properties),
    properties,
  };
}

/** The attributes of one event, as an example. */
export function exampleAttributes(publisher: string, type: string, lane: string): Record<string, string> {
  return {
    specversion: '1.0',
    id: '0190f1aa-0000-7000-8000-000000000001',
    source: `/dossier/${publisher}/real-0190f1aa-0000-7000-8000-000000000002`,
    type,
    subject: lane,
    time: '2024-06-28T09:42:00.000Z',
    dataschema: `urn:dossier:schema:${type}`,
    sequence: '0000000000000003',
    position: '0000000000000081',
    recordedat: '2024-06-28T09:42:00.000Z',
    effectiveon: '2024-06-28',
    correlationid: '0190f1aa-0000-7000-8000-00000000000a',
    epoch: '0190f1aa-0000-7000-8000-00000000000e',
    ordinal: '0000000000000040',
    traceparent: '00-0190f1aa00007000800000000000000a-0000000000000051-01',
  };
}
