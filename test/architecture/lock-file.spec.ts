import { describe, expect, it } from '@jest/globals';
import { readJson } from './support/repository.js';

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/**
 * Optional dependencies without an entry. npm drops what the registry lacks at that moment (builds for other
 * platforms come late), and a newer npm then refuses `npm ci` for everybody.
 */
function missing({ packages }: LockFile): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isResolvable(packages, path, name))
      .map((name) => `${path} needs ${name}`),
  );
}

/** As Node looks for it: beside the package, then in every node_modules above. */
function isResolvable(packages: LockFile['packages'], from: string, name: string): boolean {
  for (let folder = from; ; folder = parentOf(folder)) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

function parentOf(folder: string): string {
  const end = folder.lastIndexOf('/node_modules/');
  return end < 0 ? '' : folder.slice(0, end);
}

/** Where a package came from is for the installing machine to say, not for the lock file. */
function withHost({ packages }: LockFile): string[] {
  return Object.entries(packages)
    .filter(([, { resolved }]) => /^[a-z+]+:\/\//.test(resolved ?? ''))
    .map(([path]) => path);
}

describe('package-lock.json', () => {
  const lock = readJson('package-lock.json') as LockFile;

  it('has an entry for every optional dependency', () => {
    expect(missing(lock)).toEqual([]);
  });

  it('names no registry', () => {
    expect(withHost(lock)).toEqual([]);
  });

  it('would be noticed to lack one, or to name one', () => {
    const bad: LockFile = {
      packages: {
        '': { optionalDependencies: { a: '1', b: '1' } },
        'node_modules/a': { resolved: 'https://registry.example/a.tgz', optionalDependencies: { c: '1' } },
        'node_modules/a/node_modules/c': {},
      },
    };
    expect(missing(bad)).toEqual([' needs b']);
    expect(withHost(bad)).toEqual(['node_modules/a']);
  });
});
