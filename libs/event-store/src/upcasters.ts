/** Turns the data of one schema version into that of the next. Pure: the same in, the same out, for ever. */
export type Upcast = (data: unknown) => unknown;

/** Per event type: schema version → the step from it to the next one. */
export type Upcasters = Record<string, Record<number, Upcast>>;

export interface UpcasterChain {
  /** Data in the newest shape of the type, and that shape's version. */
  (type: string, schemaVersion: number, data: unknown): { schemaVersion: number; data: unknown };
  /** The steps that it was made of. */
  readonly steps: Upcasters;
}

/**
 * The chain that old events pass through when they are read: `upcasterChain({LeadRegistered: {1: v1 => v2, 2: v2 => v3}})`.
 * What is stored never changes. Each version ever written keeps a golden file (see the README).
 * @throws Error when a type's steps have a hole
 */
export function upcasterChain(steps: Upcasters): UpcasterChain {
  const chains = new Map(Object.entries(steps).map(([type, byVersion]) => [type, chainOf(type, byVersion)]));
  const upcast = (type: string, schemaVersion: number, data: unknown) => {
    const chain = chains.get(type);
    if (!chain) return { schemaVersion, data };
    let version = schemaVersion;
    let shape = data;
    for (let step = chain.get(version); step; step = chain.get(version)) {
      shape = step(shape);
      version++;
    }
    return { schemaVersion: version, data: shape };
  };
  return Object.assign(upcast, { steps });
}

function chainOf(type: string, byVersion: Record<number, Upcast>): Map<number, Upcast> {
  const versions = Object.keys(byVersion)
    .map(Number)
    .sort((a, b) => a - b);
  versions.forEach((version, i) => {
    if (version !== i + 1) throw new Error(`The upcasters of ${type} have no step from version ${i + 1}.`);
  });
  return new Map(versions.map((version) => [version, byVersion[version]!]));
}
