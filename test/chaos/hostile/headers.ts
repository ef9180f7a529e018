import { post } from '../../support/raw-request.js';
import type { Random } from '../support/random.js';
import type { Hostile } from './hostile.js';
import { TARGETS } from './targets.js';

const HEADERS: readonly ((random: Random) => Record<string, string>)[] = [
  (random) => ({
    'x-request-id': random.pick(['a b', '"><script>', '\u00e9', 'x'.repeat(500), '../..', '%0d%0a']),
  }),
  (random) => ({
    'x-litserve-timeout-ms': random.pick(['-1', '0', '1e9', 'abc', '99999999999999999999', '1.5', ' ']),
  }),
  (random) => ({ 'x-litserve-priority': random.pick(['high', 'root', '__proto__', '']) }),
  (random) => ({
    'content-type': random.pick(['', ';', 'a/b/c', 'application/json; charset=evil', 'x'.repeat(9000)]),
  }),
  (random) => ({
    accept: random.pick(['*/*;q=9', 'text/event-stream;q=abc', ','.repeat(5000), 'application/x-ndjson']),
  }),
  (random) => ({ [`x-${random.text(20)}`]: 'x'.repeat(random.between(10_000, 40_000)) }),
  (random) =>
    Object.fromEntries(Array.from({ length: random.between(100, 1500) }, (_, i) => [`x-${i}`, 'v'])),
  () => ({ __proto__x: 'a', constructor: 'b', 'to-string': 'c' }),
  () => ({ expect: '200-maybe' }),
  () => ({ connection: 'upgrade', upgrade: 'h2c' }),
  () => ({ connection: 'close, keep-alive, x-request-id', te: 'trailers' }),
  () => ({ 'x-null': 'a\0b' }),
  () => ({ 'x-folded': 'a\r\n b' }),
  () => ({ 'bad name': 'a' }),
  () => ({ host: 'a\r\nhost: b' }),
  () => ({ cookie: '='.repeat(4000), authorization: 'Bearer \u00ff' }),
  () => ({ 'content-encoding': 'gzip, gzip, gzip' }),
];

/** Headers that lie, do not end, or are not allowed. */
export const hostileHeaders: Hostile = (random) => {
  const headers = {
    ...random.pick(HEADERS)(random),
    ...(random.chance(0.3) ? random.pick(HEADERS)(random) : {}),
  };
  return [Buffer.from(post(random.pick(TARGETS), '{"nonce":"a","n":1}', headers), 'latin1')];
};
