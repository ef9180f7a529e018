/**
 * Packs the package as `npm publish` would and looks at the result: nothing but built libs in it, every name it
 * promises there, each entry loads, and the program runs. Needs a build. `node tools/check-package.mjs`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ALLOWED =
  /^(package\.json|LICENSE|README\.md|dist\/bundle\/[\w-]+\.js|dist\/libs\/[a-z-]+\/src\/.+\.d\.ts)$/;
/** What the Nest CLI loads: code that is not bundled, because templates and schemas lie beside it. */
const GENERATORS =
  /^dist\/libs\/schematics\/src\/(.+\.js|collection\.json|[a-z-]+\/schema\.json|[a-z-]+\/files\/.+\.(template|onnx))$/;
/** Built like everything else, but of use to specs only. */
const FOR_SPECS = /\.(e2e-)?spec\.|\/src\/.*(testing|fixtures)\//;
/** A package without its build, or with somebody's model in it, is no smaller or larger than this. */
const EXPECTED_BYTES = { least: 50_000, most: 1_800_000 };

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'litserve-pack-'));
try {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [packed] = Object.values(JSON.parse(output));
  const paths = packed.files.map(({ path }) => path).toSorted();
  for (const path of paths) console.log(`  ${path}`);
  const problems = [
    ...unwanted(paths),
    ...missing(paths),
    ...sizeProblems(packed.unpackedSize),
    ...(await loadProblems(join(folder, packed.filename))),
  ];
  console.log(
    `${packed.filename}: ${paths.length} files, ${packed.size} bytes, ${packed.unpackedSize} unpacked`,
  );
  for (const problem of problems) console.error(`check-package: ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

function unwanted(paths) {
  return paths
    .filter((path) => !(ALLOWED.test(path) || GENERATORS.test(path)) || FOR_SPECS.test(path))
    .map((path) => `${path} does not belong into the package`);
}

/** The program, every target of exports, the types that imports lead to, and what a registry shows. */
function missing(paths) {
  const { bin, exports, imports } = manifest;
  // Code has no imports left, it is bundled; types have them.
  const types = Object.values(imports).map((target) => target.replace(/\.js$/, '.d.ts'));
  const targets = [bin, exports]
    .flatMap(Object.values)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .concat(types);
  return ['README.md', 'LICENSE', ...targets.map((target) => target.replace(/^\.\//, ''))]
    .filter((path) => !paths.includes(path))
    .map((path) => `${path} is missing`);
}

function sizeProblems(bytes) {
  const { least, most } = EXPECTED_BYTES;
  return bytes < least || bytes > most ? [`${bytes} bytes unpacked, expected ${least} to ${most}`] : [];
}

/** Unpacks it beside the installed peers and imports each entry, as a user's app would. */
async function loadProblems(tarball) {
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
  const problems = await Promise.all(
    entries.map(async ([subpath, target]) => {
      try {
        await import(pathToFileURL(join(folder, 'package', target.default)).href);
        return [];
      } catch (error) {
        return [`${subpath} does not load: ${error.message}`];
      }
    }),
  );
  return [...problems.flat(), ...programProblems()];
}

/** Runs it as npm's link to it does, from a folder that is no app. */
function programProblems() {
  return Object.entries(manifest.bin).flatMap(([name, target]) => {
    const program = join(folder, 'package', target);
    const version = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8', cwd: folder });
    return version.trim() === manifest.version ? [] : [`${name} --version says ${version}`];
  });
}
