/** What the pool writes its log to: the part of Nest's `Logger` it needs. */
export interface PoolLogger {
  log(message: string, context: string): void;
  warn(message: string, context: string): void;
  error(message: string, context: string): void;
  debug(message: string, context: string): void;
}
