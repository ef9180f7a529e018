import type { Random } from '../support/random.js';
import type { Hostile } from './hostile.js';
import { TARGETS } from './targets.js';

const PATHS: readonly ((path: string, random: Random) => string)[] = [
  (path, random) => path + 'x'.repeat(random.between(2000, 30_000)),
  (path, random) => `${path}?${'a=1&'.repeat(random.between(100, 3000))}`,
  (path, random) => `${path}?${'a['.repeat(random.between(10, 500))}`,
  (path) => `${path}?__proto__[x]=1&constructor[prototype][y]=2&__proto__=3`,
  (path) => `${path}?a=%ff%fe&%00=%`,
  (path) => `${path}%`,
  (path) => `${path}%00`,
  (path) => `${path}/%2e%2e/%2e%2e/etc/passwd`,
  (path) => `/..${path}`,
  (path) => `/${path}`,
  (path) => `${path}/;a=b`,
  (path) => `http://elsewhere.invalid${path}`,
  (path) => path.toUpperCase(),
  (path) => `${path}\u00e9\u0007`,
  (path) => `${path}#fragment`,
  () => '*',
  () => '',
  () => '/health/../anything',
  () => '/info?path=../../etc/passwd',
];

const METHODS = [
  'POST',
  'POST',
  'POST',
  'GET',
  'PUT',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PATCH',
  'PROPFIND',
];

/** Paths that lead nowhere, or are meant to lead somewhere else. */
export const hostilePaths: Hostile = (random) => {
  const path = random.pick(PATHS)(random.pick(TARGETS), random);
  const lines = [`${random.pick(METHODS)} ${path} HTTP/1.1`, 'host: x', 'content-type: application/json'];
  return [Buffer.from(`${lines.join('\r\n')}\r\ncontent-length: 2\r\n\r\n{}`, 'latin1')];
};
