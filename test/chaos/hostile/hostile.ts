import type { Random } from '../support/random.js';
import { framing } from './framing.js';
import { hostileHeaders } from './headers.js';
import { hostileJson } from './json.js';
import { hostileMultipart } from './multipart.js';
import { hostilePaths } from './paths.js';

/** Makes the bytes of one request that no client should send. */
export type Hostile = (random: Random) => readonly (string | Buffer)[];

/** The families, each as likely as the others. */
export const HOSTILE: readonly Hostile[] = [
  hostileJson,
  hostileMultipart,
  hostileHeaders,
  framing,
  hostilePaths,
];
