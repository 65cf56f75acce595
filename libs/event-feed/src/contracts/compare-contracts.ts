import { z } from 'zod';
import type { PublishedContracts } from '../feed.js';
import { schemaChanges, type JsonSchema } from './schema-changes.js';

export interface ContractsReport {
  /** In words: what would break somebody. */
  broken: string[];
  /** In words: what is new and in no committed file yet. */
  unrecorded: string[];
}

/** The JSON Schema of a published type's data: what it takes, unknown fields included. */
export function jsonSchemaOf(contracts: PublishedContracts, type: string): JsonSchema {
  const contract = contracts[type];
  if (!contract) throw new Error(`no contract for ${type}`);
  return { ...z.toJSONSchema(contract, { io: 'input', target: 'draft-2020-12' }), title: type };
}

/** Compares the contracts with the schemas that were committed when they were published. */
export function compareContracts(
  contracts: PublishedContracts,
  committed: Record<string, JsonSchema>,
): ContractsReport {
  const broken: string[] = [];
  const unrecorded: string[] = [];
  for (const [type, before] of Object.entries(committed)) {
    if (!contracts[type]) {
      broken.push(`${type} has been published and is gone; its events are kept for ever, so its contract is`);
      continue;
    }
    for (const { path, what, compatible } of schemaChanges(before, jsonSchemaOf(contracts, type))) {
      if (compatible) unrecorded.push(`${type}, ${path}: ${what}`);
      else broken.push(`${type}, ${path}: ${what}. Leave this version as it is and publish a new one`);
    }
  }
  for (const type of Object.keys(contracts)) if (!committed[type]) unrecorded.push(`${type} is new`);
  return { broken, unrecorded };
}
