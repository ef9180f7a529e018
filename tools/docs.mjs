/**
 * The documentation as a site. `npm run docs` serves it while it is written, `npm run docs:build` makes `dist/docs`,
 * and fails when a link leads nowhere. The reference of the API comes from the built package, as its users see it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist/api');

/** The subpaths of the package that have types, without `./`; the root is the name of the package. */
function subpaths() {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath]) => ({
      subpath: subpath === '.' ? name : subpath.slice(2),
      from: name + subpath.slice(1),
    }));
}

/** One page per subpath, in `dist/api/pages`. */
async function writeApi() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'entries'), { recursive: true });
  const entryPoints = subpaths().map(({ subpath, from }) => {
    const file = join(folder, 'entries', `${subpath}.ts`);
    writeFileSync(file, `export * from '${from}';\n`);
    return file;
  });
  const tsconfig = join(folder, 'tsconfig.json');
  const compilerOptions = { rootDir: root, noEmit: true, types: ['node'] };
  writeFileSync(
    tsconfig,
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, files: entryPoints, include: [] }),
  );
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints,
    tsconfig,
    name: 'API',
    readme: 'none',
    router: 'module',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    out: join(folder, 'pages'),
    githubPages: false,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    propertiesFormat: 'table',
    logLevel: 'Warn',
  });
  const project = await app.convert();
  if (!project || app.logger.hasErrors()) throw new Error('TypeDoc could not read the built package');
  await app.generateOutputs(project);
}

/** A site that is read behind a closed network must not ask anybody else for a script, a font or a picture. */
function refuseForeign(site) {
  const foreign = readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(html|css)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(site, file), 'utf8');
      const loads = text.match(
        /<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="https?:[^"]+"|url\(https?:[^)]+\)/g,
      );
      return (loads ?? []).map((load) => `${file}: ${load}`);
    });
  if (foreign.length > 0) throw new Error(`The site loads from elsewhere:\n${foreign.join('\n')}`);
}

if (!existsSync(join(root, 'dist/libs/core/src/index.d.ts'))) {
  throw new Error("There is no build: run 'npm run build' first");
}
await writeApi();
const vitepress = await import('vitepress');
if (process.argv[2] === 'build') {
  await vitepress.build(join(root, 'docs'));
  refuseForeign(join(root, 'dist/docs'));
} else {
  const server = await vitepress.createServer(join(root, 'docs'));
  await server.listen();
  server.printUrls();
}
