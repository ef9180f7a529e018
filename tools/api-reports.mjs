/**
 * The public API of each subpath as one page of signatures, test/api/NAME.api.md, so that a change of it is seen and
 * reviewed. Fails when a page is not what the build has; `--update` writes them. Needs a build.
 * `node tools/api-reports.mjs [--update]`
 */
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, 'test/api');
const SUFFIX = '.api.md';
const SILENT = { default: { logLevel: 'none' } };
const COMPILER = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['dist/libs/*/src/index.d.ts'],
};

const update = process.argv.includes('--update');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const subpaths = Object.values(manifest.exports)
  .filter((target) => typeof target === 'object')
  .map(({ types, default: file }) => ({ name: basename(file, '.js'), types: join(root, types) }));

mkdirSync(reports, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'litserve-api-'));
try {
  const changed = subpaths.filter((subpath) => differs(subpath)).map(({ name }) => name);
  const unknown = readdirSync(reports).filter((file) => !subpaths.some(({ name }) => file === name + SUFFIX));
  if (update) for (const file of unknown) rmSync(join(reports, file));
  const wrong = update ? [] : [...changed, ...unknown];
  const state =
    changed.length === 0 ? 'as reported' : `${changed.join(', ')} ${update ? 'written' : 'changed'}`;
  console.log(`api-reports: ${subpaths.length} subpaths, ${state}`);
  for (const file of unknown) console.log(`api-reports: ${file} is of no subpath`);
  if (wrong.length > 0)
    console.error('See it by "node tools/api-reports.mjs --update" and git diff test/api.');
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true });
}

/** Whether a subpath has another API than its page; with `--update` the page is written. */
function differs({ name, types }) {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: COMPILER },
      apiReport: {
        enabled: true,
        reportFolder: reports,
        reportTempFolder: scratch,
        reportFileName: `${name}${SUFFIX}`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: SILENT,
        extractorMessageReporting: SILENT,
        tsdocMessageReporting: SILENT,
      },
    },
    packageJsonFullPath: join(root, 'package.json'),
  });
  return Extractor.invoke(config, { localBuild: update, messageCallback: hush }).apiReportChanged;
}

/** What it has to say about its compiler and its files is no news here. */
function hush(message) {
  message.handled = true;
}
