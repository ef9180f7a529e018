import { matrix } from './support/matrix.js';
import { streamEnds } from './topics/stream-ends.js';
import { streams } from './topics/streams.js';

matrix([streams, streamEnds]);
