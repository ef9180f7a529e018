import { deflateSync, gzipSync } from 'node:zlib';
import { post } from '../../support/raw-request.js';
import type { Random } from '../support/random.js';
import type { Hostile } from './hostile.js';
import { TARGETS } from './targets.js';

const VALID = '{"nonce":"abc","n":12,"list":[1,2.5e3,null,true,"\\u00e9\\n"],"deep":{"a":{"b":{}}}}';
/** Above what the fixture's endpoints take. */
const TOO_LARGE = 120_000;

const BODIES: readonly ((random: Random) => string | Buffer)[] = [
  (random) => VALID.slice(0, random.between(0, VALID.length)),
  (random) => mutated(random),
  (random) => '['.repeat(random.between(300, 40_000)),
  (random) => nested(random.between(300, 40_000)),
  (random) => `{"nonce":"${'x'.repeat(random.between(TOO_LARGE, TOO_LARGE * 2))}"}`,
  () => '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},"n":1,"nonce":"a"}',
  () => '{"n":1e999,"nonce":-1e-999}',
  () => '{"n":1,"n":2,"nonce":"a","nonce":null}',
  () => '{"nonce":"\\ud800","n":0}',
  () => Buffer.from([0x22, 0xff, 0xfe, 0x80, 0x22]),
  () => '\ufeff{"n":1}',
  (random) =>
    random.pick(['NaN', 'undefined', "'a'", '01', '+1', '1.', '{a:1}', '[1,]', '//', '\0', ' ', 'nul']),
  (random) => `[${Array.from({ length: random.between(1000, 20_000) }, () => '0').join()}]`,
  (random) => random.bytes(random.between(1, 500)),
];

/** Bodies that are not JSON, not the right one, too deep, too large, or not compressed as they say. */
export const hostileJson: Hostile = (random) => {
  const body = Buffer.from(random.pick(BODIES)(random));
  const path = random.pick(TARGETS);
  if (random.chance(0.8)) return request(path, body, {});
  const bytes = random.pick([gzipSync, deflateSync, () => body, () => gzipSync(body).subarray(0, -5), bomb])(
    body,
  );
  return request(path, bytes, {
    'content-encoding': random.pick(['gzip', 'deflate', 'br', 'x-evil', '__proto__']),
  });
};

function request(path: string, body: Buffer, headers: Readonly<Record<string, string>>): (string | Buffer)[] {
  return [post(path, '', { ...headers, 'content-length': String(body.length) }), body];
}

/** Small on the wire, large in memory. */
const bomb = (): Buffer => gzipSync(Buffer.alloc(2_000_000));

const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

function mutated(random: Random): Buffer {
  const body = Buffer.from(VALID);
  for (let i = random.between(1, 5); i > 0; i--)
    body[random.between(0, body.length - 1)] = random.between(0, 255);
  return body;
}
