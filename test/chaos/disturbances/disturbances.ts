import type { Disturbance } from './disturbance.js';
import { freeze } from './freeze.js';
import { kill } from './kill.js';

export const DISTURBANCES: readonly Disturbance[] = [kill, freeze];
