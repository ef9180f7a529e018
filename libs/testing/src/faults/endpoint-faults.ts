import type { PredictInput } from '../endpoint/formed-batch.js';
import type { FaultKind } from './fault.js';
import type { FaultPlan } from './fault-plan.js';

/**
 * Which calls of `predict` a fault is for: the nth since the app started, counted from 1 and with those that are run
 * again; several of them; or those whose input (the batch, with `maxBatchSize` above 1) it returns true for.
 */
export type FaultTarget<Api> = number | readonly number[] | ((input: PredictInput<Api>) => boolean);

/** When, within its call, a fault strikes. */
export interface FaultOptions {
  /** Of a stream: strikes when `predict` has yielded so often. @default 0, before it is called */
  readonly afterChunks?: number;
}

/**
 * Makes calls of an endpoint's `predict` go wrong, in the worker, so that everything around them does what it does in
 * production: a batch that fails is run again in parts, a crash takes its worker along, a hang lasts until the deadline.
 *
 * @example
 * double.faults.crashOn(1);
 * await expect(double.predict(2)).resolves.toBe(4); // run again, by the next worker
 */
export class EndpointFaults<Api = unknown> {
  constructor(
    private readonly plan: FaultPlan,
    private readonly streams: boolean,
    private readonly name: string,
  ) {}

  /** `predict` throws. @param error what it throws @default an Error that names the fault */
  throwOn(
    target: FaultTarget<Api>,
    error: unknown = new Error(`predict of ${this.name} fails: faults.throwOn()`),
    options: FaultOptions = {},
  ): this {
    return this.#add('throwOn', target, options, { kind: 'throw', error });
  }

  /** The worker dies, as by a segmentation fault, with all that runs in it; another one takes its place. */
  crashOn(target: FaultTarget<Api>, options: FaultOptions = {}): this {
    return this.#add('crashOn', target, options, { kind: 'crash' });
  }

  /** It never returns, and takes no notice of `ctx.signal`. Callers wait for their deadline: `clock.advance()`. */
  hangOn(target: FaultTarget<Api>, options: FaultOptions = {}): this {
    return this.#add('hangOn', target, options, { kind: 'hang' });
  }

  /** It takes so many ms longer, on the clock of the test. */
  slowOn(target: FaultTarget<Api>, ms: number, options: FaultOptions = {}): this {
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new RangeError(`faults.slowOn() of ${this.name} takes milliseconds from 0, got ${String(ms)}`);
    }
    return this.#add('slowOn', target, options, { kind: 'slow', ms });
  }

  /** Nothing goes wrong any more; what hangs goes on hanging. */
  clear(): void {
    this.plan.clear();
  }

  #add(method: string, target: FaultTarget<Api>, options: FaultOptions, fault: FaultKind): this {
    const call = `faults.${method}() of ${this.name}`;
    const { afterChunks = 0 } = options;
    if (afterChunks > 0 && !this.streams) {
      throw new TypeError(`${call}: afterChunks is for streams, and this endpoint has no stream: true`);
    }
    this.plan.add({ ...fault, afterChunks, isMeant: this.#isMeant(call, target) });
    return this;
  }

  #isMeant(call: string, target: FaultTarget<Api>): (run: number, input: unknown) => boolean {
    if (typeof target === 'function') return (_, input) => target(input as PredictInput<Api>);
    const runs = typeof target === 'number' ? [target] : target;
    for (const run of runs) this.#check(call, run);
    return (run) => runs.includes(run);
  }

  /** A fault that cannot strike makes a test that cannot fail. */
  #check(call: string, run: number): void {
    if (!(Number.isInteger(run) && run >= 1)) {
      throw new RangeError(`${call}: calls of predict are counted from 1, got ${String(run)}`);
    }
    const { past } = this.plan;
    if (run <= past) throw new RangeError(`${call}: call ${run} of predict is over; the next is ${past + 1}`);
  }
}
