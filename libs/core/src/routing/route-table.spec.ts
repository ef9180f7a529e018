import { RequestMethod, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { routeConflicts } from './route-conflicts.js';
import { joinPath, publicPaths, type AppRoute } from './route-table.js';

class Ours {}
class OursToo {}
class Theirs {}

const route = (path: string, more: Partial<AppRoute> = {}): AppRoute => ({
  controller: Theirs,
  label: 'Theirs#x (M)',
  method: RequestMethod.POST,
  path,
  host: '',
  versions: [VERSION_NEUTRAL],
  ...more,
});
const ours = (path: string, more: Partial<AppRoute> = {}): AppRoute =>
  route(path, { controller: Ours, ...more });

const config = (type?: VersioningType, prefix = ''): ApplicationConfig => {
  const made = new ApplicationConfig();
  made.setGlobalPrefix(prefix);
  if (type !== undefined) made.enableVersioning({ type, header: 'x-v', key: 'v=' } as never);
  return made;
};

describe('joinPath', () => {
  it.each([
    [['', ''], '/'],
    [['/', '/'], '/'],
    [['api/', '/predict'], '/api/predict'],
    [['/api', '', 'a/b/'], '/api/a/b'],
  ])('%p is %s', (parts, path) => {
    expect(joinPath(...parts)).toBe(path);
  });
});

describe('publicPaths', () => {
  it('puts prefix and URI versions in front, as clients call them', () => {
    const versioned = route('/predict', { versions: ['1', VERSION_NEUTRAL] });
    expect(publicPaths(versioned, config(VersioningType.URI, 'api'))).toEqual([
      '/api/v1/predict',
      '/api/predict',
    ]);
    expect(publicPaths(versioned, config(VersioningType.HEADER, 'api'))).toEqual(['/api/predict']);
  });
});

describe('routeConflicts', () => {
  const labels = new Map<object, string>([
    [Ours, 'DigitsApi'],
    [OursToo, 'LettersApi'],
  ]);
  const conflicts = (a: AppRoute, b: AppRoute, type?: VersioningType): number =>
    routeConflicts([a, b], labels, config(type)).length;

  it.each<[string, number, AppRoute, AppRoute, VersioningType?]>([
    ['the same path', 1, ours('/a'), route('/a')],
    ['another path', 0, ours('/a'), route('/b')],
    ['two of the app’s own', 0, route('/a'), route('/a')],
    ['two of ours', 1, ours('/a'), ours('/a', { controller: OursToo })],
    ['two handlers of one of ours', 1, ours('/a'), ours('/a', { label: 'Theirs#y (M)' })],
    ['one handler with and without a slash', 0, ours('/a'), ours('/a/')],
    ['another method', 0, ours('/a'), route('/a', { method: RequestMethod.GET })],
    ['all methods', 1, ours('/a'), route('/a', { method: RequestMethod.ALL })],
    ['another host', 0, ours('/a'), route('/a', { host: 'b.example' })],
    ['another case', 1, ours('/a'), route('/A')],
    ['names of parameters', 1, ours('/:a/x'), route('/:b/x')],
    ['names of wildcards', 1, ours('/*a'), route('/*b')],
    ['a parameter and a text', 0, ours('/:a'), route('/b')],
    [
      'versions in a header',
      0,
      ours('/a', { versions: ['1'] }),
      route('/a', { versions: ['2'] }),
      VersioningType.HEADER,
    ],
    [
      'a common version',
      1,
      ours('/a', { versions: ['1', '2'] }),
      route('/a', { versions: ['2'] }),
      VersioningType.HEADER,
    ],
    ['a version that is a path', 1, ours('/a', { versions: ['1'] }), route('/v1/a'), VersioningType.URI],
  ])('%s: %d', (_, count, ...pair) => {
    expect(conflicts(...pair)).toBe(count);
  });

  it('names both', () => {
    expect(routeConflicts([ours('/a'), route('/a')], labels, config())).toEqual([
      'POST /a has two handlers: DigitsApi and Theirs#x (M); move one of them',
    ]);
  });
});
