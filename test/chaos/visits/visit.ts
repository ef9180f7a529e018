import type { ChaosApp } from '../support/chaos-app.js';
import type { Random } from '../support/random.js';

/** One kind of client. */
export interface Visit {
  readonly name: string;
  /** How often it comes, compared with the others. */
  readonly weight: number;
  /**
   * Comes, and goes when it has seen enough.
   *
   * @throws Violation when it got what nobody should get
   */
  go(app: ChaosApp, random: Random): Promise<void>;
}
