import type { StageResult } from '../measure/stage.js';
import { figure } from './figures.js';
import { loadName } from './load-name.js';

type Column = readonly [title: string, cell: (stage: StageResult) => string];

const COMMON: readonly Column[] = [
  ['load', ({ load }) => loadName(load)],
  ['req/s', ({ throughput }) => figure(throughput)],
  ['good/s', ({ goodput }) => figure(goodput)],
  ['p50 ms', ({ latencyMs }) => figure(latencyMs?.p50)],
  ['p95 ms', ({ latencyMs }) => figure(latencyMs?.p95)],
  ['p99 ms', ({ latencyMs }) => figure(latencyMs?.p99)],
];
const STREAMS: readonly Column[] = [
  ['first p50', ({ firstEventMs }) => figure(firstEventMs?.p50)],
  ['first p99', ({ firstEventMs }) => figure(firstEventMs?.p99)],
  ['gap p50', ({ gapMs }) => figure(gapMs?.p50)],
  ['gap p99', ({ gapMs }) => figure(gapMs?.p99)],
  ['events/s', ({ eventsPerSecond }) => figure(eventsPerSecond)],
];
const SERVER: readonly Column[] = [
  ['batch', ({ server }) => figure(server?.itemsPerBatch)],
  ['busy', ({ server }) => (server ? `${Math.round(server.busyShare * 100)} %` : '-')],
];
const LAST: readonly Column[] = [
  ['in flight', ({ inFlight }) => figure(inFlight)],
  ['errors', errorsText],
];

/** A line per level, with the columns that have something to say. */
export function tableText(stages: readonly StageResult[]): string {
  const columns = [
    ...COMMON,
    ...(stages.some(({ eventsPerSecond }) => eventsPerSecond > 0) ? STREAMS : []),
    ...(stages.some(({ server }) => server) ? SERVER : []),
    ...LAST,
  ];
  const rows = [
    columns.map(([title]) => title),
    ...stages.map((stage) => columns.map(([, cell]) => cell(stage))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const isText = (at: number): boolean => at === 0 || at === columns.length - 1;
  return rows
    .map((row) =>
      row
        .map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function errorsText({ errors, retryAfter }: StageResult): string {
  const counts = Object.entries(errors).map(([name, count]) => `${count} × ${name}`);
  if (counts.length === 0) return '-';
  return counts.join(', ') + (retryAfter === undefined ? '' : ` (Retry-After ${retryAfter})`);
}
