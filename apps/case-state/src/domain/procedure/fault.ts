export interface Fault {
  /** Dotted place in the file, e.g. `steps.ProceedingsOpened.guards`. */
  path: string;
  message: string;
}

export const fault = (path: string, message: string): Fault => ({ path, message });
export const ids = (things: readonly { id: string }[]): string[] => things.map((thing) => thing.id);
