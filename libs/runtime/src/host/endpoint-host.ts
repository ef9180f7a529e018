import { types } from 'node:util';
import { LitServeException } from '#common';
import { answerType, argumentTypes, nestParameterCount, type EndpointHooks } from '#endpoint';
import { decodeArgs, errorToData, type AnswerForm, type Outcome, type Received } from '#wire';
import { answer } from './answer.js';
import { resultsOf } from './batch-results.js';
import { defaultBatch } from './default-batching.js';
import type { HostedEndpoint } from './hosted-endpoint.js';
import type { RequestContext } from './request-context.js';
import type { WriteLog } from './worker-log.js';

/** One item of a batch as it arrived. */
export interface HostItem {
  readonly lease: number;
  readonly args: Received;
  readonly form: AnswerForm;
  readonly context: RequestContext;
}

interface Decoded {
  readonly item: HostItem;
  readonly input: unknown;
}

/**
 * Runs batches through the hooks of one endpoint: decode, batch, predict, unbatch, encode. Every item gets exactly one
 * outcome; what an item's own hooks throw is that item's outcome and touches no other.
 */
export class EndpointHost {
  readonly #hooks: EndpointHooks;
  readonly #className: string;
  readonly #maxBatchSize: number;
  /** Declared types of the parameters Nest fills, by index; the context comes after them. */
  readonly #argumentTypes: ReturnType<typeof argumentTypes>;
  readonly #contextIndex: number;
  readonly #answerType: Function | undefined;

  constructor(
    endpoint: HostedEndpoint,
    private readonly writeLog: WriteLog,
  ) {
    this.#hooks = endpoint.instance;
    this.#className = endpoint.cls.name;
    this.#maxBatchSize = endpoint.assignment.maxBatchSize;
    this.#argumentTypes = argumentTypes(endpoint.cls);
    this.#contextIndex = nestParameterCount(endpoint.cls);
    this.#answerType = answerType(endpoint.cls);
  }

  /**
   * @returns one outcome per item, in order
   * @throws what `batch`, `predict` or `unbatch` threw for more than one item, so that the queue may run them apart
   */
  async run(items: readonly HostItem[]): Promise<Outcome[]> {
    const outcomes = new Map<HostItem, Outcome>();
    const decoded = await this.#decodeAll(items, outcomes);
    await (this.#maxBatchSize === 1
      ? this.#predictEach(decoded, outcomes)
      : this.#predictTogether(decoded, outcomes));
    return items.map((item) => outcomes.get(item) ?? cancelled(item));
  }

  /** Items that nobody waits for any more, before or after their decoding, never reach `predict`. */
  async #decodeAll(items: readonly HostItem[], outcomes: Map<HostItem, Outcome>): Promise<Decoded[]> {
    const decoded = await Promise.all(
      items
        .filter((item) => !item.context.cancelled)
        .map(async (item) => {
          try {
            return [{ item, input: await this.#decode(item) }];
          } catch (error) {
            outcomes.set(item, this.#failed(item, error));
            return [];
          }
        }),
    );
    return decoded.flat().filter(({ item }) => !item.context.cancelled);
  }

  #decode({ args, context }: HostItem): unknown {
    const given = decodeArgs(args, this.#argumentTypes);
    if (!this.#hooks.decodeRequest) return given[0];
    // Left-out trailing arguments must not move the context forward.
    const parameters = Array.from({ length: this.#contextIndex }, (_, index) => given[index]);
    return this.#hooks.decodeRequest(...parameters, context);
  }

  async #predictEach(decoded: readonly Decoded[], outcomes: Map<HostItem, Outcome>): Promise<void> {
    for (const { item, input } of decoded) {
      const result = async (): Promise<unknown> => this.#hooks.predict(input, item.context);
      outcomes.set(item, await this.#answer(item, result()));
    }
  }

  async #predictTogether(decoded: readonly Decoded[], outcomes: Map<HostItem, Outcome>): Promise<void> {
    const [only, ...others] = decoded;
    if (!only) return;
    try {
      const results = await this.#predict(decoded);
      await Promise.all(
        decoded.map(async ({ item }, index) => outcomes.set(item, await this.#answer(item, results[index]))),
      );
    } catch (error) {
      const failure = this.#failed(only.item, error);
      if (others.length > 0) throw error;
      outcomes.set(only.item, failure);
    }
  }

  /** One result per item, or a throw. */
  async #predict(decoded: readonly Decoded[]): Promise<readonly unknown[]> {
    const inputs = decoded.map(({ input }) => input);
    const contexts = decoded.map(({ item }) => item.context);
    const batch = this.#hooks.batch ? await this.#hooks.batch(inputs, contexts) : defaultBatch(inputs);
    const output = await this.#hooks.predict(batch, contexts);
    return resultsOf(this.#className, this.#hooks, output, inputs, contexts);
  }

  /** A result may be an Error, or a promise of its own: either way only its item can fail by it. */
  async #answer(item: HostItem, result: unknown): Promise<Outcome> {
    try {
      const output = await result;
      if (types.isNativeError(output) || output instanceof Error) throw output;
      const response = this.#hooks.encodeResponse
        ? await this.#hooks.encodeResponse(output, item.context)
        : output;
      return answer(item.lease, item.form, response, this.#answerType);
    } catch (error) {
      return this.#failed(item, error);
    }
  }

  #failed(item: HostItem, error: unknown): Outcome {
    this.#logCause(error);
    return { kind: 'error', lease: item.lease, error: errorToData(error) };
  }

  /** The client reads a general message; what was really wrong is told here, where it is known. */
  #logCause(error: unknown): void {
    if (!(error instanceof LitServeException) || error.getStatus() !== 500) return;
    const { message } = error.cause instanceof Error ? error.cause : error;
    this.writeLog('error', this.#className, `${error.code}: ${message}`);
  }
}

function cancelled({ lease }: HostItem): Outcome {
  return {
    kind: 'error',
    lease,
    error: { name: 'AbortError', message: 'The request was cancelled before it ran' },
  };
}
