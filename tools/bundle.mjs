/**
 * Joins the compiled libs into one file per public entry and a few they share: dist/bundle. Loading a file costs about
 * 0.3 ms in every process, and an app has several (docs/decisions/0026-published-as-a-bundle.md).
 *
 * Needs `nest build`. `node tools/bundle.mjs`
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outdir = join(root, 'dist/bundle');

/** A subpath is the index of the lib whose types it has. */
const subpaths = Object.values(manifest.exports)
  .filter((target) => typeof target === 'object')
  .map(({ types, default: file }) => [basename(file, '.js'), types.replace(/\.d\.ts$/, '.js')]);

const entries = {
  ...Object.fromEntries(subpaths),
  cli: './dist/libs/cli/src/main.js',
  // Run as a process of its own, by its path beside the file that asks for it.
  'try-provider': './dist/libs/workers/src/devices/probe/try-provider.js',
};

const libs = {
  name: 'libs by their internal names',
  resolveId: (id) => (id.startsWith('#') ? join(root, manifest.imports[id]) : null),
};

const build = await rollup({
  input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
  // Everything that is installed.
  external: /^[^.#/]/,
  plugins: [libs],
  // What only specs or types use of another package is not worth loading it.
  treeshake: { moduleSideEffects: (id, external) => !external || id === 'reflect-metadata' },
  onwarn({ code, message }) {
    // The compiler's own helpers ask for it.
    if (code !== 'THIS_IS_UNDEFINED') throw new Error(message);
  },
});
await rm(outdir, { recursive: true, force: true });
await build.write({
  dir: outdir,
  format: 'es',
  entryFileNames: '[name].js',
  // One copy of each class, whichever entries are loaded: Nest knows providers by their classes.
  chunkFileNames: 'shared-[hash].js',
  // No names of files in chunks, and no imports for speed alone of what a chunk imports anyway.
  hoistTransitiveImports: false,
  minifyInternalExports: false,
});
await build.close();
