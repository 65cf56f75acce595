export type Messages = Record<string, string>;

/** One file per area, merged; a message id begins with the name of its area. Two files never define the same id. */
export const merge = (files: Record<string, Messages>): Messages => {
  const all: Messages = {};
  for (const [file, messages] of Object.entries(files))
    for (const [id, text] of Object.entries(messages)) {
      if (id in all) throw new Error(`${file}: the message ${id} is defined twice`);
      all[id] = text;
    }
  return all;
};
