/**
 * How a Nest app may be started. `files` are copied from fixtures, `build` runs first, and `start` is what a user
 * types. What is expected of it: `serves` with real workers and leaves nothing when it is stopped, `compresses` besides,
 * `passes` (a test runner), `usesPeers` for the optional ones, or `refuses` to start with these words.
 *
 * `template`: the app is made by the schematic behind `nest new`, and only its root module is changed.
 *
 * `stop`: what ends it. `SIGTERM` goes to the started process, as from a supervisor; `Ctrl-C` to its whole group, as
 * from a terminal. `change`: the file that is rewritten while it runs, which must replace app and workers.
 *
 * `since`: the first Node that can, and `limit` says why. `nest12`: what a tool of Nest 12 is about.
 */
const app = { app: '.' };
const serves = { expect: 'serves', files: app, stop: 'Ctrl-C' };
const passes = { expect: 'passes', files: app };
/** `import.meta` is for ESM only. */
const commonjs = { ...serves, type: 'commonjs', without: 'src/worker-file' };
const models = { 'app/src/models': 'src/models', 'app/src/version.ts': 'src/version.ts' };
/** As `npm run build` and `npm run start:prod` do it; its main file has no shutdown hooks. */
const generated = { ...serves, nest12: true, files: models, build: 'nest build', start: 'node dist/main' };
const compresses = {
  ...serves,
  expect: 'compresses',
  files: { ...app, compression: '.' },
  build: 'nest build',
};
const jest = 'node --experimental-vm-modules node_modules/jest/bin/jest.js';
/** The templates' own end-to-end tests, and one of ours beside them. */
const tested = { ...passes, files: { ...models, 'app/test/template.ts': 'test/models.e2e-spec.ts' } };
/** Builds and starts with Nest's CLI, which asks for more than the library. */
const cli = { since: '20.19.5', limit: 'Nest CLI 12' };

export const rows = [
  { ...generated, name: 'nest-new-esm', template: 'esm', stop: 'SIGTERM' },
  { ...generated, name: 'nest-new-commonjs', template: 'cjs', stop: 'SIGTERM' },
  {
    ...tested,
    name: 'nest-new-esm-tests',
    nest12: true,
    template: 'esm',
    start: 'vitest run --config ./vitest.config.e2e.ts',
  },
  {
    ...tested,
    name: 'nest-new-commonjs-tests',
    nest12: true,
    template: 'cjs',
    start: `${jest} --config ./test/jest-e2e.json`,
    since: '24.9.0',
    limit: 'CommonJS tests of Jest cannot load Nest 12',
  },
  { ...serves, name: 'node-esm', build: 'nest build', start: 'node dist/main.js', stop: 'SIGTERM' },
  {
    ...commonjs,
    name: 'node-flags',
    build: 'nest build',
    // Without the extension, and with a debugger.
    start: 'node --enable-source-maps --inspect=0 dist/main',
  },
  {
    ...commonjs,
    name: 'node-commonjs',
    build: 'nest build',
    start: 'node dist/main.js',
    stop: 'SIGTERM',
  },
  {
    ...serves,
    name: 'node-watch',
    build: 'nest build',
    start: 'node --watch dist/main.js',
    change: 'dist/version.js',
  },
  {
    ...serves,
    name: 'node-fastify',
    build: 'nest build',
    start: 'node dist/fastify.js',
    stop: 'SIGTERM',
  },
  {
    ...serves,
    name: 'optional-peers',
    expect: 'usesPeers',
    files: { ...app, peers: '.' },
    build: 'nest build',
    start: 'node dist/main.js',
  },
  { ...serves, ...cli, name: 'nest-start', start: 'nest start' },
  { ...serves, ...cli, name: 'nest-start-watch', start: 'nest start --watch', change: 'src/version.ts' },
  { ...serves, nest12: true, name: 'nest-swc', build: 'nest build -b swc', start: 'node dist/main.js' },
  {
    ...serves,
    name: 'nest-rspack',
    nest12: true,
    files: { ...app, 'app/src': 'apps/serve/src', monorepo: '.' },
    build: 'nest build serve',
    start: 'node dist/apps/serve/main.js',
  },
  {
    ...serves,
    name: 'full-bundle',
    nest12: true,
    type: 'commonjs',
    files: { ...app, 'full-bundle': '.' },
    build: 'nest build',
    alone: 'dist/bundle.js',
    start: 'node main.js',
    stop: 'SIGTERM',
  },
  { ...serves, name: 'tsx-import', start: 'node --import tsx src/main.ts', stop: 'SIGTERM' },
  { ...serves, name: 'tsx', start: 'tsx src/main.ts' },
  { ...serves, name: 'tsx-watch', start: 'tsx watch src/main.ts', change: 'src/version.ts' },
  { ...serves, name: 'swc-node', start: 'node --import @swc-node/register/esm-register src/main.ts' },
  {
    ...commonjs,
    name: 'ts-node',
    start: 'ts-node src/main.ts',
  },
  {
    ...commonjs,
    name: 'ts-node-register',
    start: 'node -r ts-node/register src/main.ts',
  },
  { ...serves, name: 'worker-file', build: 'nest build', start: 'node dist/worker-file/main.js' },
  {
    ...serves,
    name: 'cluster-worker-file',
    build: 'nest build',
    start: 'node dist/worker-file/cluster.js',
    stop: 'SIGTERM',
  },
  { ...compresses, name: 'compression-express', start: 'node express.js' },
  { ...compresses, name: 'compression-fastify', start: 'node fastify.js' },
  {
    name: 'cluster',
    files: app,
    build: 'nest build',
    start: 'node dist/cluster.js',
    expect: 'refuses',
    words: /worker must be given here, because under node:cluster/,
  },
  { ...passes, name: 'jest', start: `${jest} test/inline` },
  { ...passes, name: 'jest-worker-file', build: 'nest build', start: `${jest} test/worker-file` },
  { ...passes, name: 'jest-refusal', start: `${jest} test/refusal` },
  { ...passes, name: 'vitest', start: 'vitest run test/inline' },
  { ...passes, name: 'vitest-worker-file', build: 'nest build', start: 'vitest run test/worker-file' },
  { ...passes, name: 'vitest-refusal', start: 'vitest run test/refusal' },
  {
    name: 'node-test-alone',
    files: app,
    start: 'node --import tsx test/inline.node.ts',
    expect: 'refuses',
    words: /worker must be given here, because \S+inline\.node\.ts makes its app by something else/,
  },
  { ...passes, name: 'node-test', start: 'node --import tsx --test test/inline.node.ts' },
];
