import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { entryFile, launchFacts, type LaunchFacts } from './entry-file.js';
import { isUnderTestRunner } from './test-runner.js';

const facts = (given: Partial<LaunchFacts> = {}): LaunchFacts => ({
  mainFile: '/app/dist/main.js',
  pm2File: undefined,
  isClusterWorker: false,
  isTestRunner: false,
  isThere: () => true,
  ...given,
});

describe('entryFile', () => {
  it('is the main file of the app', () => expect(entryFile(undefined, facts())).toBe('/app/dist/main.js'));

  it('prefers what pm2 says over its own wrapper', () => {
    expect(entryFile(undefined, facts({ pm2File: '/app/real.js' }))).toBe('/app/real.js');
  });

  it('prefers the given file over everything, wherever we are', () => {
    const anywhere = facts({
      pm2File: '/pm2',
      isClusterWorker: true,
      isTestRunner: true,
      mainFile: undefined,
    });
    expect(entryFile('/x/worker.js', anywhere)).toBe('/x/worker.js');
    expect(entryFile('dist/worker.js', anywhere)).toBe(resolve('dist/worker.js'));
    expect(entryFile(pathToFileURL('/x/a b.js'), anywhere)).toBe('/x/a b.js');
    expect(entryFile('file:///x/a%20b.js', anywhere)).toBe('/x/a b.js');
  });

  it('refuses a given file that is not there', () => {
    expect(() => entryFile('/x/worker.js', facts({ isThere: () => false }))).toThrow(
      'worker names /x/worker.js, which is not there; has the app been built?',
    );
  });

  it.each([
    ['a cluster worker', { isClusterWorker: true }, /node:cluster/],
    ['a test runner', { isTestRunner: true }, /test runner.*inline/],
    ['no main file', { mainFile: undefined }, /process\.argv\[1\]/],
  ])('refuses %s and names the cure', (_, given, message) => {
    expect(() => entryFile(undefined, facts(given))).toThrow(message);
    expect(() => entryFile(undefined, facts(given))).toThrow(/worker: 'dist\/main\.js'/);
  });
});

describe('launchFacts', () => {
  it('sees that this is a test runner', () => expect(launchFacts().isTestRunner).toBe(true));

  it('looks for files as node does, with and without their extension', () => {
    const { isThere } = launchFacts();
    const here = fileURLToPath(import.meta.url);
    const main = resolve('jest.config');
    expect([here, `${main}.js`, main, `${here}x`].map(isThere)).toEqual([true, true, true, false]);
  });
});

describe('isUnderTestRunner', () => {
  it.each([
    ['Jest', { JEST_WORKER_ID: '1' }],
    ['Vitest', { VITEST: 'true' }],
    ['node --test', { NODE_TEST_CONTEXT: 'child-v8' }],
  ])('knows %s', (_, env) => expect(isUnderTestRunner(env)).toBe(true));

  it('knows an app, whatever it calls its environment', () => {
    expect(isUnderTestRunner({ NODE_ENV: 'test' })).toBe(false);
  });
});
