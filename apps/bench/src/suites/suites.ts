import { oneCaller } from './one-caller.js';
import type { Suite } from './suite.js';
import { tinyExpress } from './tiny-express.js';
import { tinyFastify } from './tiny-fastify.js';

/** In the order they run. */
export const SUITES: readonly Suite[] = [tinyFastify, tinyExpress, oneCaller];
