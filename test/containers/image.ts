import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const CONTAINER_FILE = join(root, 'deploy/container/Dockerfile');

/** What a container of the image finds. */
export interface Image {
  /** The folder that stands for `WORKDIR` of the last stage. */
  folder: string;
  environment: Record<string, string>;
  command: string[];
  user: string | undefined;
}

/** Runs the container file's own lines, each stage in a bare folder of its own; names of the base image's users and folders are left out. */
export async function buildImage(into: string): Promise<Image> {
  const dockerfile = DockerfileParser.parse(readFileSync(CONTAINER_FILE, 'utf8'));
  const stages = new Map<string, { folder: string; at: string }>();
  let image: Image | undefined;
  for (const [index, stage] of stagesOf(dockerfile.getInstructions())) {
    const folder = join(into, `stage-${index}`);
    mkdirSync(folder, { recursive: true });
    let at = '/';
    const environment: Record<string, string> = {};
    let [command, user]: [string[], string | undefined] = [[], undefined];
    for (const instruction of stage.instructions) {
      const text = instruction.getArgumentsContent() ?? '';
      switch (instruction.getKeyword()) {
        case 'WORKDIR':
          at = text;
          break;
        case 'ENV':
          for (const pair of instruction.getArguments()) {
            const [name, value] = pair.getValue().split('=');
            if (name) environment[name] = value ?? '';
          }
          break;
        case 'COPY':
          copy(instruction, folder, stages);
          break;
        case 'RUN':
          // What concerns the base image's users has no meaning outside it.
          if (!text.startsWith('install -d -o node')) await run(text, folder, environment);
          break;
        case 'USER':
          user = text;
          break;
        case 'CMD':
          command = JSON.parse(text) as string[];
          break;
      }
    }
    stages.set(stage.name ?? String(index), { folder, at });
    image = { folder, environment, command, user };
  }
  if (!image) throw new Error('The container file has no stage.');
  return image;
}

/** `FROM … AS name` and what follows, up to the next. */
function stagesOf(instructions: Instruction[]): [number, { name: string | undefined; instructions: Instruction[] }][] {
  const stages: { name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructions) {
    if (instruction.getKeyword() === 'FROM')
      stages.push({ name: / AS (\S+)$/i.exec(instruction.getArgumentsContent() ?? '')?.[1], instructions: [] });
    else stages.at(-1)?.instructions.push(instruction);
  }
  return [...stages.entries()];
}

function copy(instruction: Instruction, folder: string, stages: Map<string, { folder: string; at: string }>): void {
  const from = (instruction as Copy)
    .getFlags()
    .find((flag) => flag.getName() === 'from')
    ?.getValue();
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const [target, sources] = [words.at(-1) ?? './', words.slice(0, -1)];
  for (const source of sources) {
    const stage = from ? stages.get(from) : undefined;
    const path = stage ? join(stage.folder, relative(stage.at, source)) : join(root, source);
    if (!stage && !isSent(source)) throw new Error(`${source} is copied, and .dockerignore keeps it from the builder.`);
    // As a builder does it: of a folder the content, of a file the file.
    const whereTo = statSync(path).isDirectory() || !target.endsWith('/') ? target : join(target, basename(path));
    cpSync(path, join(folder, whereTo), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => stage !== undefined || !/\/(test|\.dossier|node_modules|dist)$/.test(file),
    });
  }
}

/** Whether `.dockerignore`, which begins with "nothing", lets this path through. */
const isSent = (path: string): boolean =>
  readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .some((line) => path === line.slice(1) || path.startsWith(`${line.slice(1)}/`));

/** Only what the machine needs to find programs and to reach the registry is handed on. */
const HANDED_ON =
  /^(PATH|HOME|LANG|TMPDIR|npm_config_\w+|NPM_CONFIG_\w+|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy)$/;
export const bareEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => HANDED_ON.test(name)));

function run(command: string, folder: string, environment: Record<string, string>): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn('sh', ['-c', command], { cwd: folder, env: { ...bareEnvironment(), ...environment } });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.once('error', failed);
    child.once('close', (code) => (code === 0 ? done() : failed(new Error(`RUN ${command}\n${said}`))));
  });
}

export const has = (image: Image, path: string): boolean => existsSync(join(image.folder, path));
