/** A value of the document. */
export type Json = { [keyword: string]: unknown };

export const CONTENT_TYPE = 'application/json';
export const DEAD_LETTER_CONTENT_TYPE = 'application/cloudevents+json';

export const text = (description: string): Json => ({ type: 'string', description });

export const refTo = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
