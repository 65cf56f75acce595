import { openService } from '#service-kit';
import { storedFolds } from '#testing';
import { defineCaseState } from '../../src/definition.js';

storedFolds(new URL('./stored/', import.meta.url), defineCaseState(), openService);
