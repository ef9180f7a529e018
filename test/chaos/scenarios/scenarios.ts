import { hostile } from './hostile.js';
import { killAndPoison, killEverySecond } from './kill-every-second.js';
import { leaveWhileQueued } from './leave-while-queued.js';
import { longRun } from './long-run.js';
import { overload } from './overload.js';
import { parentKill } from './parent-kill.js';
import { rollingRestart, rollingRestartKept } from './rolling-restart.js';
import type { Scenario } from './scenario.js';

export const SCENARIOS = {
  'kill-every-second': killEverySecond,
  'kill-and-poison': killAndPoison,
  overload,
  'leave-while-queued': leaveWhileQueued,
  hostile,
  'long-run': longRun,
  'parent-kill': parentKill,
  'rolling-restart': rollingRestart,
  'rolling-restart-kept': rollingRestartKept,
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
