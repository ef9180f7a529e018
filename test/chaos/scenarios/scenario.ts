import type { Adapter } from '../../support/boot-app.js';

export interface ScenarioOptions {
  readonly seed: number;
  readonly adapter: Adapter;
  /** How long there is load. */
  readonly seconds: number;
  /** What share of the full number of requests is sent. */
  readonly scale: number;
}

export interface Outcome {
  /** What was measured, in one line. */
  readonly figures: string;
  /** What was promised and did not hold. */
  readonly problems: readonly string[];
}

/** A load whose figures are promised in docs/reliability.md. */
export type Scenario = (options: ScenarioOptions) => Promise<Outcome>;
