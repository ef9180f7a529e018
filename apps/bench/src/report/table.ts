import type { Row } from './row.js';

const HEAD = ['row', 'target', 'median', '95 %', 'spread', 'verdict', 'measured (medians)'];

/** A table that reads as it is and renders as Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(HEAD), line(rule), ...lines.slice(1).map(line)].join('\n');
}

function cellsOf({ name, limit, unit, figure, measured, measuredUnit, rounds }: Row): string[] {
  const { median, low, high, spread, verdict } = figure;
  return [
    name,
    limit ? `${limit.is === 'at most' ? '≤' : '≥'} ${limit.value} ${unit}` : '',
    `${short(median)} ${unit}`,
    `${short(low)} to ${short(high)}, n = ${rounds}`,
    `${(spread * 100).toFixed(0)} %`,
    verdict,
    Object.entries(measured)
      .map(([arm, value]) => `${arm} ${short(value)} ${measuredUnit}`)
      .join(', '),
  ];
}

/** Three digits that mean something, whatever the size. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '-';
}
