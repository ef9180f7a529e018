import { killAndPoison, killEverySecond } from './kill-every-second.js';
import type { Scenario } from './scenario.js';

export const SCENARIOS = {
  'kill-every-second': killEverySecond,
  'kill-and-poison': killAndPoison,
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
