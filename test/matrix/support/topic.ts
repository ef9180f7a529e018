import type { BehaviourApp } from './behaviour-app.js';

/** One behaviour. Its name is a literal and has its line in docs/reference/behaviour.md, which a spec compares. */
export type Row = (name: string, behaves: (app: BehaviourApp) => Promise<void>, timeoutMs?: number) => void;

export interface Rows {
  readonly row: Row;
  /** A behaviour that only worker processes have. */
  readonly workerRow: Row;
  /** Begins something as soon as the app runs, for a row that would have to wait long for its end. */
  early<T>(begin: (app: BehaviourApp) => Promise<T>): () => Promise<T>;
}

export interface Topic {
  readonly name: string;
  readonly define: (rows: Rows) => void;
}

/** @param name the head of its table in docs/reference/behaviour.md */
export function topic(name: string, define: (rows: Rows) => void): Topic {
  return { name, define };
}
