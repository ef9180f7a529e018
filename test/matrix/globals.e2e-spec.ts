import { matrix } from './support/matrix.js';
import { globals } from './topics/globals.js';

matrix([globals], { BEHAVIOUR_GLOBALS: '1' });
