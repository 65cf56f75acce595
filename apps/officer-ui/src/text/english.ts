import { merge } from './merge';

export const messages = merge(import.meta.glob('../messages/en/*.json', { eager: true, import: 'default' }));
