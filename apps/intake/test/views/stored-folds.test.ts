import { openService } from '#service-kit';
import { storedFolds } from '#testing';
import { intakeDefinition } from '../../src/definition.js';

storedFolds(new URL('./stored/', import.meta.url), intakeDefinition, openService);
