import type { ChaosApp } from '../support/chaos-app.js';
import type { Random } from '../support/random.js';

/** Something that happens to the app from outside. */
export interface Disturbance {
  readonly name: string;
  readonly weight: number;
  go(app: ChaosApp, random: Random): Promise<void>;
}
