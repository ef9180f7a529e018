import { matrix } from './support/matrix.js';
import { answers } from './topics/answers.js';
import { batches } from './topics/batches.js';
import { bodies } from './topics/bodies.js';
import { calls } from './topics/calls.js';
import { contexts } from './topics/contexts.js';
import { limits } from './topics/limits.js';
import { requests } from './topics/requests.js';
import { routes } from './topics/routes.js';

matrix([answers, requests, bodies, batches, contexts, limits, calls, routes]);
