import type { AnswerForm, Outcome, Received, StreamFormat } from '#wire';
import type { RequestContext } from './request-context.js';

/** One item of a batch as it arrived. */
export interface HostItem {
  readonly lease: number;
  readonly args: Received;
  readonly form: AnswerForm;
  /** For a stream whose form is `bytes`. */
  readonly format: StreamFormat | undefined;
  readonly context: RequestContext;
  /** What became of it, once that is known; the outcomes of a stream go elsewhere. */
  outcome?: Outcome | undefined;
}

/** Runs a batch until nothing more will come of it; a stream's outcomes are on their way by then, so it has none. */
export interface BatchRunner {
  run(items: readonly HostItem[], batch: number): Promise<Outcome[]>;
}
