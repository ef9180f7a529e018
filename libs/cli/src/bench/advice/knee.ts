import type { StageResult } from '../measure/stage.js';

/**
 * The level at which throughput divided by latency is the largest (Kleinrock's power): below it more load is nearly
 * free, above it more of it waits.
 */
export function knee(stages: readonly StageResult[]): StageResult | undefined {
  return stages
    .filter(({ latencyMs, throughput }) => latencyMs !== undefined && throughput > 0)
    .reduce<StageResult | undefined>(
      (best, stage) => (best && power(best) >= power(stage) ? best : stage),
      undefined,
    );
}

const power = ({ throughput, latencyMs }: StageResult): number => throughput / (latencyMs?.mean ?? Infinity);

/** The most that was answered in a second; `undefined` when nothing was. */
export function peak(stages: readonly StageResult[]): StageResult | undefined {
  return stages
    .filter(({ throughput }) => throughput > 0)
    .reduce<StageResult | undefined>(
      (best, stage) => (best && best.throughput >= stage.throughput ? best : stage),
      undefined,
    );
}
