import type { Random } from '../support/random.js';
import { post } from '../../support/raw-request.js';
import type { Hostile } from './hostile.js';
import { TARGETS } from './targets.js';

const CRLF = '\r\n';
const field = (name: string, value: string): string =>
  `content-disposition: form-data; name="${name}"${CRLF}${CRLF}${value}`;
const file = (name: string, value: string): string =>
  `content-disposition: form-data; name="f"; filename="${name}"${CRLF}content-type: x/y${CRLF}${CRLF}${value}`;

/** What the parts are; how they are put together goes wrong on top of it. */
const PARTS: readonly ((random: Random) => string[])[] = [
  () => [field('n', '1')],
  () => [field('__proto__', 'x'), field('constructor', 'y'), field('a[__proto__][b]', 'z')],
  (random) => Array.from({ length: random.between(100, 3000) }, (_, i) => field(`f${i}`, 'v')),
  (random) => [field('n'.repeat(random.between(100, 5000)), '1')],
  (random) => [file('../../etc/passwd', random.text(100)), file('a\0b', ''), file('x'.repeat(3000), '')],
  (random) => [file('big', 'x'.repeat(random.between(90_000, 150_000)))],
  () => ['content-disposition: nonsense', 'no header at all', ''],
  (random) => [`${'x-header: y\r\n'.repeat(random.between(100, 3000))}${CRLF}v`],
  () => [`content-disposition: form-data; name="a"; filename*=UTF-8''%ff%fe${CRLF}${CRLF}v`],
];

const boundaryOf = (random: Random): string =>
  random.pick(['b', 'x'.repeat(70), 'x'.repeat(2000), '----', 'a b']);

const TYPES: readonly ((boundary: string) => string)[] = [
  (boundary) => `multipart/form-data; boundary=${boundary}`,
  (boundary) => `multipart/form-data; boundary="${boundary}`,
  () => 'multipart/form-data',
  () => 'multipart/form-data; boundary=',
  () => 'multipart/form-data; boundary=other',
  (boundary) => `multipart/mixed; boundary=${boundary}`,
];

/** Forms whose parts, boundaries, names or ends are not as they should be. */
export const hostileMultipart: Hostile = (random) => {
  const boundary = boundaryOf(random);
  const parts = random
    .pick(PARTS)(random)
    .map((part) => `--${boundary}${CRLF}${part}${CRLF}`);
  const whole = `${parts.join('')}--${boundary}--${CRLF}`;
  const body = random.chance(0.5) ? whole : whole.slice(0, random.between(0, whole.length));
  return [post(random.pick(TARGETS), body, { 'content-type': random.pick(TYPES)(boundary) })];
};
