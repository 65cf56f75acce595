import { openService } from '#service-kit';
import { storedFolds } from '#testing';
import { notificationsDefinition } from '../../src/definition.js';

storedFolds(new URL('./stored/', import.meta.url), notificationsDefinition, openService);
