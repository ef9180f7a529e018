import type { Random } from '../support/random.js';
import type { Hostile } from './hostile.js';
import { TARGETS } from './targets.js';

const head = (path: string, ...lines: readonly string[]): string =>
  `${[`POST ${path} HTTP/1.1`, 'host: x', 'content-type: application/json', ...lines].join('\r\n')}\r\n\r\n`;
const chunked = (path: string, body: string): string => head(path, 'transfer-encoding: chunked') + body;

const REQUESTS: readonly ((path: string, random: Random) => string | Buffer)[] = [
  (path) => chunked(path, 'zz\r\n{}\r\n0\r\n\r\n'),
  (path) => chunked(path, '-1\r\n{}\r\n0\r\n\r\n'),
  (path) => chunked(path, 'ffffffffffffffffff\r\n{}\r\n'),
  (path) => chunked(path, '2\r\n{}garbage\r\n0\r\n\r\n'),
  (path) => chunked(path, '2;ext="\r\n{}\r\n0\r\n\r\n'),
  (path, random) => chunked(path, `2;${'x'.repeat(random.between(100, 20_000))}\r\n{}\r\n0\r\n\r\n`),
  (path) => chunked(path, '2\r\n{}\r\n0\r\nx-trailer: a\r\ncontent-length: 5\r\n\r\n'),
  (path) => chunked(path, '2\r\n{}\r\n'),
  (path, random) => chunked(path, '1\r\n1\r\n'.repeat(random.between(1, 3000)) + '0\r\n\r\n'),
  (path) => head(path, 'transfer-encoding: chunked', 'content-length: 2') + '{}',
  (path) => head(path, 'transfer-encoding: gzip') + '{}',
  (path) => head(path, 'transfer-encoding: chunked, chunked') + '0\r\n\r\n',
  (path) => head(path, 'content-length: 2', 'content-length: 3') + '{}',
  (path, random) =>
    head(path, `content-length: ${random.pick(['-1', '+2', '0x2', '1e3', '', '2,2', '9'.repeat(30)])}`),
  (path, random) => head(path, `content-length: ${random.between(3, 90_000)}`) + '{}',
  (path) => head(path, 'content-length: 99999999') + '{}',
  (path) => `post ${path} HTTP/1.1\r\nhost: x\r\n\r\n`,
  (path) => `POST ${path} HTTP/9.9\r\nhost: x\r\n\r\n`,
  (path) => `POST ${path}\r\n\r\n`,
  (path) => `POST  ${path}  HTTP/1.1\r\nhost: x\r\n\r\n`,
  (path) => `POST ${path} HTTP/1.1\nhost: x\n\n`,
  (path) => `POST ${path} HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}`,
  (path) => `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-le`,
  () => Buffer.from('160301020001fc0303', 'hex'),
  (_path, random) => random.bytes(random.between(1, 2000)),
];

/** Requests that end too early, have two lengths, or are not HTTP at all. */
export const framing: Hostile = (random) => [random.pick(REQUESTS)(random.pick(TARGETS), random)];
