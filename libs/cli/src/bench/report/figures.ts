/** Three digits that count. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

export const milliseconds = (ms: number): string => `${digits(ms)} ms`;
export const rate = (perSecond: number): string => `${digits(perSecond)}/s`;
export const figure = (value: number | undefined): string => (value === undefined ? '-' : digits(value));
