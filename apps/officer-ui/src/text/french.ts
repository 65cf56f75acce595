import { merge } from './merge';

export const messages = merge(import.meta.glob('../messages/fr/*.json', { eager: true, import: 'default' }));
