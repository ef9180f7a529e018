import type { StageResult } from './stage.js';

const AT_LEAST = 64;
const AT_MOST = 1024;
/** A level that adds less adds nothing. */
const GROWTH = 0.05;

/** 1, 2, 4, .. until all workers can have full batches running and as many waiting. */
export function concurrencyLevels(maxBatchSize: number, slots: number): number[] {
  const most = Math.min(Math.max(AT_LEAST, 2 * maxBatchSize * slots), AT_MOST);
  return Array.from({ length: Math.ceil(Math.log2(most)) + 1 }, (_, exponent) => 2 ** exponent);
}

/** Whether the last two levels, each twice the one before it, brought nothing. */
export function hasStoppedGrowing(stages: readonly StageResult[]): boolean {
  if (stages.length < 4) return false;
  const rates = stages.map(({ throughput }) => throughput);
  const before = Math.max(...rates.slice(0, -2));
  return Math.max(...rates.slice(-2)) < before * (1 + GROWTH);
}

const DEFAULT_MS = 3000;
const LONGEST_MS = 20_000;
/** So many answers one after the other should fit into a level. */
const ANSWERS = 15;

/** @param latencyMs of the level before, or of the first request */
export const defaultDurationMs = (latencyMs: number): number =>
  Math.round(Math.min(Math.max(DEFAULT_MS, ANSWERS * latencyMs), LONGEST_MS));
