import type { VirtualClock } from '../clock/virtual-clock.js';
import { settle } from '../clock/settle.js';
import type { Fault } from './fault.js';

/** The faults of one endpoint, and how they strike. */
export class FaultPlan {
  #faults: Fault[] = [];
  #held = 0;

  /** @param runs how often `predict` has been called, the present call included */
  constructor(
    private readonly clock: VirtualClock,
    private readonly runs: () => number,
  ) {}

  /** Calls of `predict` that hang or are slow. */
  get held(): number {
    return this.#held;
  }

  /** How often `predict` has been called. */
  get past(): number {
    return this.runs();
  }

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  clear(): void {
    this.#faults = [];
  }

  /** Makes the call, with what is meant for it, in the order in which that was planned. */
  strike(predict: () => unknown, input: unknown, crash: () => void): unknown {
    const meant = this.#faults.filter(({ isMeant }) => isMeant(this.runs(), input));
    return meant.length === 0 ? predict() : this.#call(predict, meant, crash);
  }

  async #call(predict: () => unknown, faults: readonly Fault[], crash: () => void): Promise<unknown> {
    await this.#happen(faults, 0, crash);
    const output = await predict();
    return faults.some(({ afterChunks }) => afterChunks > 0) && isIterable(output)
      ? this.#steps(output, faults, crash)
      : output;
  }

  async *#steps(output: Steps, faults: readonly Fault[], crash: () => void): AsyncGenerator {
    let chunks = 0;
    for await (const step of output) {
      yield step;
      chunks += 1;
      await this.#happen(faults, chunks, crash);
    }
  }

  async #happen(faults: readonly Fault[], chunks: number, crash: () => void): Promise<void> {
    for (const fault of faults) if (fault.afterChunks === chunks) await this.#strike(fault, crash);
  }

  async #strike(fault: Fault, crash: () => void): Promise<void> {
    // What has been yielded is to arrive before: a test could not know what had.
    if (fault.afterChunks > 0) await settle();
    if (fault.kind === 'throw') throw fault.error;
    if (fault.kind === 'crash') crash();
    else this.#held += 1;
    // A worker that has crashed says nothing any more.
    await new Promise<void>((resolve) => {
      if (fault.kind === 'slow') this.clock.schedule(resolve, fault.ms);
    });
    this.#held -= 1;
  }
}

type Steps = Iterable<unknown> | AsyncIterable<unknown>;

function isIterable(value: unknown): value is Steps {
  return (
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}
