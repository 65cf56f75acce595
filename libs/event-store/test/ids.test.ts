import { expect, test } from '@jest/globals';
import { commandIdFrom, uuid5, uuid7 } from '#event-store';

test('UUIDv5 as in RFC 9562, appendix A.4', () => {
  expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('UUIDv7 sorts by when it was made', () => {
  const ids = Array.from({ length: 1_000 }, uuid7);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a key that is a UUID is the command id; any other stands for one, for ever', () => {
  expect(commandIdFrom('2ED6657D-E927-568B-95E1-2665A8AEA6A2')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  expect(commandIdFrom('order 7')).toBe('e6c09232-6082-5576-b8de-7b725992396f');
});
