/** One thing that was looked at. */
export interface Finding {
  /** What was looked at: `node`, `gpu`, … */
  readonly check: string;
  /** `warn` works, but not as somebody may expect; `error` does not work. */
  readonly level: 'ok' | 'warn' | 'error';
  readonly message: string;
  /** What helps. */
  readonly cure?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, level: 'ok', message });
export const warn = (check: string, message: string, cure: string): Finding => ({
  check,
  level: 'warn',
  message,
  cure,
});
export const wrong = (check: string, message: string, cure: string): Finding => ({
  check,
  level: 'error',
  message,
  cure,
});
