// Joins what a process loads: 2,400 modules of ours and of packages take Node two seconds to find and to link, some twenty files a third of that.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = join(root, 'node_modules');
const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Files `apps/<app>/src/<name>` that are started as a process, or that the command line begins with. */
const STARTED = ['cli', 'healthy', 'main', 'relay'];

/** Packages that stay as they are: their module cache is written to (kafkajs), they are loaded by name (pg, by typeorm), or start workers from files beside their own (pino). */
const AS_THEY_ARE = ['kafkajs', 'pg', 'pino'];

/** What Nest asks for where it is installed. It is not. */
export const NOT_INSTALLED =
  /^(class-validator|class-transformer|@nestjs\/websockets|@fastify\/static|ioredis|mqtt|@nats-io\/transport-node|amqp-connection-manager)(\/|$)/;

/**
 * Joins the built services in `folder` to `folder`/bundle, and puts there in the place of each file that is started one that refers to it.
 * @param folder what swc has made: apps, libs, seeds. Is going to be dist/
 * @throws Error when something is missing, or would not be found from where the bundle stands
 */
export async function bundle(folder) {
  const started = readdirSync(join(folder, 'apps')).flatMap((app) =>
    STARTED.map((name) => `apps/${app}/src/${name}.js`).filter((file) => existsSync(join(folder, file))),
  );
  const complaints = [];
  const joined = await rolldown({
    cwd: folder, // names that the bundle keeps are the same wherever it is made
    input: Object.fromEntries(started.map((file) => [nameOf(file), join(folder, file)])),
    platform: 'node',
    external: NOT_INSTALLED,
    plugins: [ours(folder), packages],
    onLog: (level, log) => {
      if (level === 'warn' && !isHarmless(log)) complaints.push(log.message);
    },
  });
  const to = join(folder, 'bundle');
  await joined.write({
    dir: to,
    chunkFileNames: '[name].js', // without a hash: a process that runs finds what it has still to load after another build, too
    keepNames: true, // Nest, TypeORM and what is logged go by the names of classes
    sourcemap: true,
    sourcemapPathTransform: (path) => path.replace('../', ''), // from dist/bundle, a folder nearer
  });
  await joined.close();
  if (complaints.length > 0) throw new Error(stripVTControlCharacters(complaints.join('\n')));
  for (const file of started) {
    writeFileSync(join(folder, file), `export * from '../../../bundle/${nameOf(file)}.js';\n`);
    rmSync(join(folder, `${file}.map`));
  }
}

const nameOf = (file) => file.replace(/\.js$/, '').replace('/src/', '-').replace('apps/', '');

/** Types leave a trace in what decorators note: `z.infer` is asked for at run time, and that it is not there is what is asked. depd, of koa, writes functions. */
const isHarmless = ({ code, message, id }) =>
  (code === 'IMPORT_IS_UNDEFINED' && /Import `infer` .* no matching export in '[^']*\/zod\//.test(message)) ||
  (code === 'EVAL' && id.endsWith('/depd/index.js'));

/** Our own: `#room` is the room that is being built, not the one of the last build; what swc knows of the sources' lines is handed on. */
const ours = (folder) => ({
  name: 'ours',
  resolveId: {
    filter: { id: /^#/ },
    // A package has names of its own that begin so: those are not ours to find.
    handler: (id, from) =>
      from?.includes('/node_modules/') ? null : join(folder, relative('dist', imports[id].default)),
  },
  load: {
    filter: { id: { include: /\.js$/, exclude: /\/node_modules\// } },
    handler: (id) => ({
      code: inItsPlace(readFileSync(id, 'utf8'), relative(join(folder, 'bundle'), id)),
      map: readFileSync(`${id}.map`, 'utf8'),
    }),
  },
});

/** Packages: each copy once, and what one reads beside itself is found. */
const packages = {
  name: 'packages',
  resolveId: {
    filter: { id: new RegExp(`^(${AS_THEY_ARE.join('|')})(/|$)`) },
    async handler(id, from) {
      const [name] = id.split('/');
      const found = await this.resolve(id, from, { skipSelf: true });
      if (!found?.id.startsWith(join(installed, name, '/')))
        throw new Error(`${from} loads ${id}, and would find another one from the bundle: ${found?.id}`);
      return { id, external: true };
    },
  },
  transform: {
    filter: { id: /\/node_modules\//, code: /\bimport\.meta\.\w|\b__(dirname|filename)\b/ },
    handler(code, id) {
      return { code: inItsPlace(code, relative(join(root, 'dist/bundle'), id)), map: null }; // its lines stay where they are
    },
  },
};
const COMMENTS = /\/\*[^]*?\*\/|\/\/.*/g;
const ASKED_FIRST = /typeof (__\w+) !== 'undefined' \? \1 : undefined/g;

/** What asks where it stands in a way that is not answered here. */
const ASKS_OTHERWISE = /\b__(dirname|filename)\b|\bimport\.meta\.(dirname|filename|resolve)\b/;

/**
 * In the bundle, too, a module stands where its file is.
 * @param place that file, from the bundle's folder
 * @throws Error when it asks for its place by another way than `import.meta.url`
 */
function inItsPlace(code, place) {
  if (ASKS_OTHERWISE.test(code.replace(COMMENTS, '').replace(ASKED_FIRST, '')))
    throw new Error(
      `${place} asks where it stands other than by import.meta.url; a package belongs to those that stay as they are.`,
    );
  return code.replaceAll(/\bimport\.meta\.url\b/g, `new URL(${JSON.stringify(place)}, import.meta.url).href`);
}
