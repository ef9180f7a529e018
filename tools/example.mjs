/** Builds the repository and runs one of its apps, or lists them: `npm run example [name]`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);
/** Folders below `apps` by the name to call them by. */
const folders = new Map(
  ['', 'examples'].flatMap((parent) =>
    readdirSync(join(root, 'apps', parent))
      .filter((app) => existsSync(join(root, 'apps', parent, app, 'src/main.ts')))
      .map((app) => [app, join('apps', parent, app)]),
  ),
);
const apps = [...folders.keys()];

function list() {
  const width = Math.max(...apps.map((app) => app.length));
  const lines = apps.map((app) => {
    const readme = join(root, folders.get(app), 'README.md');
    const title = existsSync(readme)
      ? readFileSync(readme, 'utf8').split('\n', 1)[0].replace(/^#+ */, '')
      : '';
    return `  npm run example ${app.padEnd(width)}  ${title}`;
  });
  return ['Examples:', ...lines].join('\n');
}

/** What apps need of `npm run build`, which has the generators, too; silent if all is well. */
function build() {
  const steps = [
    [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'],
    [join(root, 'tools/bundle.mjs')],
  ];
  for (const step of steps) {
    const { status, stdout, stderr } = spawnSync(process.execPath, step, { cwd: root, encoding: 'utf8' });
    if (status === 0) continue;
    console.error(stdout + stderr);
    process.exit(1);
  }
}

if (name === undefined) {
  console.log(list());
} else if (!apps.includes(name)) {
  console.error(`There is no example "${name}".\n${list()}`);
  process.exit(1);
} else {
  console.log(`Building ${name} ...`);
  build();
  // In this process, so that signals reach the app; and as if started directly, because workers are forks of argv[1].
  const main = join(root, 'dist', folders.get(name), 'src/main.js');
  process.argv = [process.argv[0], main, ...args];
  await import(pathToFileURL(main).href);
}
