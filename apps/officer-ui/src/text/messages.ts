/** One file per area and language, merged; a message id begins with the name of its area. Two files never define the same id. */
const files = import.meta.glob<Record<string, string>>('../messages/en/*.json', { eager: true, import: 'default' });

const merge = (): Record<string, string> => {
  const all: Record<string, string> = {};
  for (const [file, messages] of Object.entries(files))
    for (const [id, text] of Object.entries(messages)) {
      if (id in all) throw new Error(`${file}: the message ${id} is defined twice`);
      all[id] = text;
    }
  return all;
};

export const english = merge();
