import { CONTENT_TYPE, DEAD_LETTER_CONTENT_TYPE, text, type Json } from './parts.js';
import { cloudEventAttributes } from './envelope.js';

const CODES = {
  'handler-failed': 'the handler threw, at every try',
  'handler-timed-out': 'the handler did not return in its time, at every try',
  'not-settled': 'the handler returned without its effect having been recorded',
  'contract-invalid': 'the data do not fit their contract',
  'unknown-version': 'the type is handled, but not in this version',
  oversized: 'the data are larger than the feed carries',
  unreadable: 'the bytes are no event of this feed',
  'unknown-log': 'it stems from another log, or another epoch of it, than the one that is followed',
};

const why = (service: string): Record<string, Json> => ({
  'dossier-consumer': text(`Which consumer of ${service} could not take it in.`),
  'dossier-code': {
    type: 'string',
    enum: Object.keys(CODES),
    description: Object.entries(CODES)
      .map(([code, words]) => `\`${code}\`: ${words}`)
      .join('; '),
  },
  'dossier-error': text('What was said when it failed, for those who mend it.'),
  'dossier-failed-at': { type: 'string', format: 'date-time', description: 'When it failed for good, UTC.' },
});

const headersOf = (properties: Record<string, Json>): Json => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

/** What a consumer could not take in: structured mode, so that one reader understands all of them. */
export function deadLetterMessages(service: string, example: Json): Record<string, Json> {
  return {
    DeadLetter: {
      name: 'DeadLetter',
      title: 'An event that a consumer could not take in',
      summary: 'Its lane waits behind it, on that consumer alone, until it is retried or skipped.',
      contentType: DEAD_LETTER_CONTENT_TYPE,
      headers: headersOf({
        'content-type': { type: 'string', const: DEAD_LETTER_CONTENT_TYPE },
        ...why(service),
        'dossier-dead-letter': text('The id of the dead letter, for those who retry or skip it.'),
        'dossier-publisher': text('The service that published the event.'),
        'dossier-sequence': { type: 'string', pattern: '^\\d+$', description: 'Its place in its lane, from 1.' },
        'dossier-tries': { type: 'string', pattern: '^\\d+$', description: 'How often it was tried.' },
      }),
      payload: {
        type: 'object',
        description: 'The event in the structured mode of CloudEvents 1.0 (JSON format), whoever published it.',
        required: ['specversion', 'id', 'source', 'type', 'data'],
        properties: { ...cloudEventAttributes(), data: { description: 'As its type says, or what came instead.' } },
      },
      bindings: { kafka: { key: text('The lane that is parked: the id of the inquiry.'), bindingVersion: '0.5.0' } },
      examples: [
        {
          name: 'parked',
          headers: {
            'content-type': DEAD_LETTER_CONTENT_TYPE,
            'dossier-consumer': `${service}.reactions`,
            'dossier-code': 'contract-invalid',
            'dossier-error': 'inquiryId: expected string, received undefined',
            'dossier-failed-at': '2024-06-28T09:42:03.000Z',
            'dossier-dead-letter': '01905f0c-5e6a-7b1c-8d2e-3f4a5b6c7d8e',
            'dossier-publisher': service === 'intake' ? 'case-state' : 'intake',
            'dossier-sequence': '4',
            'dossier-tries': '1',
          },
          payload: example,
        },
      ],
    },
    UnreadableBytes: {
      name: 'UnreadableBytes',
      title: 'A record that is no event of the feed that is followed',
      summary: 'The message as it came, byte for byte; the headers say where it lay.',
      description: `It is not in any lane, so it holds nothing up. Its content type is unknown: it may be anything but a readable \`${CONTENT_TYPE}\` event.`,
      contentType: 'application/octet-stream',
      headers: headersOf({
        ...why(service),
        'dossier-topic': text('The topic that it lay in.'),
        'dossier-partition': { type: 'string', pattern: '^\\d+$', description: 'The partition.' },
        'dossier-offset': { type: 'string', pattern: '^\\d+$', description: 'The offset in the partition.' },
      }),
      payload: { type: 'string', format: 'binary', description: 'The bytes of the message.' },
      bindings: { kafka: { key: { description: 'As it came, if there was one.' }, bindingVersion: '0.5.0' } },
    },
  };
}
