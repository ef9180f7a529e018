/**
 * Packs the package as `npm publish` would and looks at the result: nothing but built libs in it, every name it
 * promises there, each entry loads, the program runs, publint and arethetypeswrong have nothing to say, and it is no
 * larger than it may be. Needs a build. `node tools/check-package.mjs [--list]`
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const ALLOWED =
  /^(package\.json|LICENSE|README\.md|dist\/bundle\/[\w-]+\.js|dist\/libs\/[a-z-]+\/src\/.+\.d\.ts)$/;
/** What the Nest CLI loads: code that is not bundled, because templates and schemas lie beside it. */
const GENERATORS =
  /^dist\/libs\/schematics\/src\/(.+\.js|collection\.json|[a-z\d-]+\/schema\.json|[a-z\d-]+\/files\/.+\.(template|onnx))$/;
/** Built like everything else, but of use to specs only. */
const FOR_SPECS = /\.(e2e-)?spec\.|\/src\/.*(testing|fixtures)\//;
/** What users download, and what they get on disk. Less than the least is a package without its build. */
const EXPECTED_BYTES = { least: 50_000, most: 1_800_000, mostPacked: 600_000 };

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'litserve-pack-'));
try {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [packed] = Object.values(JSON.parse(output));
  const paths = packed.files.map(({ path }) => path).toSorted();
  if (process.argv.includes('--list')) for (const path of paths) console.log(`  ${path}`);
  const problems = [
    ...unwanted(paths),
    ...missing(paths),
    ...sizeProblems(packed),
    ...(await loadProblems(join(folder, packed.filename))),
    ...(await publintProblems(join(folder, packed.filename))),
    ...typeProblems(join(folder, packed.filename)),
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

function sizeProblems({ size, unpackedSize }) {
  const { least, most, mostPacked } = EXPECTED_BYTES;
  return [
    ...(size > mostPacked ? [`${size} bytes to download, at most ${mostPacked} expected`] : []),
    ...(unpackedSize < least || unpackedSize > most
      ? [`${unpackedSize} bytes unpacked, expected ${least} to ${most}`]
      : []),
  ];
}

/** Whether a package manager, Node and bundlers find what the manifest says. */
async function publintProblems(tarball) {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const pack = { tarball: buffer.slice(byteOffset, byteOffset + byteLength) };
  const { messages } = await publint({ pack, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, manifest)}`);
}

/** Whether TypeScript finds types that are true, in ESM, in CommonJS that requires ESM, and with a bundler. */
function typeProblems(tarball) {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const flags = ['--profile', 'esm-only', '--no-emoji', '--no-color'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [attw, tarball, ...flags], {
    encoding: 'utf8',
  });
  return status === 0 ? [] : [`arethetypeswrong:\n${stdout}${stderr}`];
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
