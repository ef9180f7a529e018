import { answerType, type EndpointHooks } from '#endpoint';
import { errorToData, type Outcome } from '#wire';
import { answer } from './answer.js';
import { BatchFailure, type ItemFailure } from './batch-failure.js';
import { resultsOf } from './batch-results.js';
import { defaultBatch } from './default-batching.js';
import type { BatchRunner, HostItem } from './host-item.js';
import type { HostedEndpoint } from './hosted-endpoint.js';
import { isThenable } from '../stream/thenable.js';
import { isError } from './kind-of.js';
import { logCause } from './log-cause.js';
import { predictOf } from './predict-of.js';
import { RequestDecoder, type Decoded } from './request-decoder.js';
import type { WriteLog } from './worker-log.js';

/**
 * Runs batches through the hooks of one endpoint: decode, batch, predict, unbatch, encode. Every item gets exactly one
 * outcome; what an item's own hooks throw is that item's outcome and touches no other.
 */
export class EndpointHost implements BatchRunner {
  readonly #hooks: EndpointHooks;
  readonly #predict: EndpointHooks['predict'];
  readonly #className: string;
  readonly #maxBatchSize: number;
  readonly #decoder: RequestDecoder;
  readonly #answerType: Function | undefined;

  constructor(
    endpoint: HostedEndpoint,
    private readonly writeLog: WriteLog,
  ) {
    this.#hooks = endpoint.instance;
    this.#predict = predictOf(endpoint);
    this.#className = endpoint.cls.name;
    this.#maxBatchSize = endpoint.assignment.maxBatchSize;
    this.#decoder = new RequestDecoder(endpoint);
    this.#answerType = answerType(endpoint.cls);
  }

  /**
   * @returns one outcome per item, in order
   * @throws what `batch`, `predict` or `unbatch` threw for more than one item, so that the queue may run them apart; in a
   * {@link BatchFailure} when other items had failed before
   */
  async run(items: readonly HostItem[]): Promise<Outcome[]> {
    const decoded = await this.#decoder.decodeAll(items, (item, error) => {
      item.outcome = this.#failed(item, error);
    });
    await (this.#maxBatchSize === 1 ? this.#predictEach(decoded) : this.#predictTogether(items, decoded));
    return items.map((item) => item.outcome ?? cancelled(item));
  }

  async #predictEach(decoded: readonly Decoded[]): Promise<void> {
    for (const { item, input } of decoded) {
      const result = async (): Promise<unknown> => this.#predict(input, item.context);
      item.outcome = await this.#answer(item, result());
    }
  }

  async #predictTogether(items: readonly HostItem[], decoded: readonly Decoded[]): Promise<void> {
    const [only, ...others] = decoded;
    if (!only) return;
    try {
      const results = await this.#resultsOf(decoded);
      await this.#answerAll(decoded, results);
    } catch (error) {
      if (others.length === 0) {
        only.item.outcome = this.#failed(only.item, error);
        return;
      }
      logCause(this.writeLog, this.#className, error);
      throw together(error, failuresIn(items));
    }
  }

  /** One result per item, or a throw. */
  async #resultsOf(decoded: readonly Decoded[]): Promise<readonly unknown[]> {
    const inputs = decoded.map(({ input }) => input);
    const contexts = decoded.map(({ item }) => item.context);
    const batch = this.#hooks.batch ? await this.#hooks.batch(inputs, contexts) : defaultBatch(inputs);
    const output = await this.#predict(batch, contexts);
    return resultsOf(this.#className, this.#hooks, output, inputs, contexts);
  }

  async #answerAll(decoded: readonly Decoded[], results: readonly unknown[]): Promise<void> {
    // Most endpoints encode without waiting: a promise for each item would be nothing but its cost.
    const pending: Promise<unknown>[] = [];
    decoded.forEach(({ item }, index) => {
      const outcome = this.#answer(item, results[index]);
      if (!isThenable(outcome)) item.outcome = outcome;
      else pending.push(outcome.then((later) => (item.outcome = later)));
    });
    if (pending.length > 0) await Promise.all(pending);
  }

  /** A result may be an Error, or a promise of its own: either way only its item can fail by it. */
  #answer(item: HostItem, result: unknown): Outcome | Promise<Outcome> {
    if (isThenable(result)) {
      const response = Promise.resolve(result).then((output) => this.#encode(item, output));
      return this.#settled(item, response);
    }
    try {
      const response = this.#encode(item, result);
      return isThenable(response) ? this.#settled(item, response) : this.#ready(item, response);
    } catch (error) {
      return this.#failed(item, error);
    }
  }

  async #settled(item: HostItem, response: PromiseLike<unknown>): Promise<Outcome> {
    try {
      return this.#ready(item, await response);
    } catch (error) {
      return this.#failed(item, error);
    }
  }

  #encode({ context }: HostItem, output: unknown): unknown {
    if (isError(output)) throw output;
    return this.#hooks.encodeResponse ? this.#hooks.encodeResponse(output, context) : output;
  }

  #ready({ lease, form }: HostItem, response: unknown): Outcome {
    return answer(lease, form, response, this.#answerType);
  }

  #failed(item: HostItem, error: unknown): Outcome {
    logCause(this.writeLog, this.#className, error, item.context.requestId);
    return { kind: 'error', lease: item.lease, error: errorToData(error) };
  }
}

/** Bare where no item had failed before. */
function together(error: unknown, failures: readonly ItemFailure[]): unknown {
  return failures.length > 0 ? new BatchFailure(error, failures) : error;
}

function failuresIn(items: readonly HostItem[]): ItemFailure[] {
  return items.map(({ outcome }) => outcome).filter((outcome) => outcome?.kind === 'error');
}

function cancelled({ lease }: HostItem): Outcome {
  return {
    kind: 'error',
    lease,
    error: { name: 'AbortError', message: 'The request was cancelled before it ran' },
  };
}
