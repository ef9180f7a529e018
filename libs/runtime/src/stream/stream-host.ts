import { LitServeException } from '#common';
import { answerType, type EndpointHooks } from '#endpoint';
import type { Outcome } from '#wire';
import { resultsOf } from '../host/batch-results.js';
import { defaultBatch } from '../host/default-batching.js';
import type { BatchRunner, HostItem } from '../host/host-item.js';
import type { HostedEndpoint } from '../host/hosted-endpoint.js';
import { kindOf } from '../host/kind-of.js';
import { logCause } from '../host/log-cause.js';
import type { RequestContext } from '../host/request-context.js';
import { predictOf } from '../host/predict-of.js';
import { RequestDecoder } from '../host/request-decoder.js';
import { logText, type WriteLog } from '../host/worker-log.js';
import { ItemFeed } from './item-feed.js';
import { ChunkWriter, GeneratorWriter, type ItemWriter } from './item-writer.js';
import type { OutgoingStream } from './outgoing-stream.js';
import type { OutgoingStreams, StreamKind } from './outgoing-streams.js';
import { isGeneratorFunction, Source } from './source.js';
import { StreamRun } from './stream-run.js';

/** An item whose request is decoded, and its way out. */
interface StreamItem {
  readonly input: unknown;
  readonly context: RequestContext;
  readonly stream: OutgoingStream;
}

/** Runs the streams of one endpoint: decode, batch, predict, unbatch of each step, encode. */
export class StreamHost implements BatchRunner {
  readonly #hooks: EndpointHooks;
  readonly #predict: EndpointHooks['predict'];
  readonly #className: string;
  readonly #isBatched: boolean;
  readonly #decoder: RequestDecoder;
  readonly #kind: StreamKind;
  /** Whether `encodeResponse` gets all outputs at once. */
  readonly #encodesWhole: boolean;

  constructor(
    endpoint: HostedEndpoint,
    private readonly streams: OutgoingStreams,
    private readonly writeLog: WriteLog,
  ) {
    this.#hooks = endpoint.instance;
    this.#predict = predictOf(endpoint);
    this.#className = endpoint.cls.name;
    this.#isBatched = endpoint.assignment.maxBatchSize > 1;
    this.#decoder = new RequestDecoder(endpoint);
    this.#encodesWhole = isGeneratorFunction(this.#hooks, 'encodeResponse');
    const declared = answerType(endpoint.cls);
    this.#kind = { declared, failed: (error) => logCause(writeLog, this.#className, error) };
  }

  /**
   * Resolves when every generator has ended, by itself or because nobody reads it any more; each item has had its `end`
   * or `error` then.
   *
   * @throws what failed more than one item before any of them had a chunk
   */
  async run(items: readonly HostItem[], batch: number): Promise<Outcome[]> {
    const out = this.streams.batch(batch, this.#kind);
    try {
      const opened = new Map(items.map((item) => [item, out.openStream(item)]));
      const decoded = await this.#decoder.decodeAll(items, (item, error) => opened.get(item)?.fail(error));
      const ready = decoded.flatMap(({ item, input }): StreamItem[] => {
        const stream = opened.get(item);
        return stream ? [{ input, context: item.context, stream }] : [];
      });
      if (!this.#isBatched) for (const item of ready) await this.#runAlone(item);
      else if (ready.length > 0) await this.#runTogether(ready);
    } finally {
      out.close();
    }
    return [];
  }

  #runAlone({ input, context, stream }: StreamItem): Promise<void> {
    const encode = this.#encodesWhole ? undefined : this.#encoder(context);
    const begin = async (): Promise<Source> => {
      const outputs: unknown = await this.#predict(input, context);
      const predicted = this.#source('predict', outputs);
      if (!this.#encodesWhole) return predicted;
      const encoded = this.#hooks.encodeResponse?.(predicted.whole, context);
      return this.#source('encodeResponse', encoded, predicted);
    };
    const plan = { begin, entries: (step: unknown) => [step] };
    return new StreamRun([new ChunkWriter(stream, encode)], plan, this.streams.pump).run();
  }

  #runTogether(items: readonly StreamItem[]): Promise<void> {
    const inputs = items.map(({ input }) => input);
    const contexts = items.map(({ context }) => context);
    const begin = async (): Promise<Source> => {
      const batch = this.#hooks.batch ? await this.#hooks.batch(inputs, contexts) : defaultBatch(inputs);
      return this.#source('predict', await this.#predict(batch, contexts));
    };
    const entries = (step: unknown): Promise<readonly unknown[]> =>
      resultsOf(this.#className, this.#hooks, step, inputs, contexts, 'yield');
    const writers = items.map((item) => this.#writer(item));
    return new StreamRun(writers, { begin, entries }, this.streams.pump).run();
  }

  #writer({ context, stream }: StreamItem): ItemWriter {
    if (!this.#encodesWhole) return new ChunkWriter(stream, this.#encoder(context));
    const feed = new ItemFeed();
    const source = this.#source('encodeResponse', this.#hooks.encodeResponse?.(feed, context));
    return new GeneratorWriter(stream, feed, source, this.streams.pump);
  }

  #encoder(context: RequestContext): ((output: unknown) => unknown) | undefined {
    return this.#hooks.encodeResponse && ((output) => this.#hooks.encodeResponse?.(output, context));
  }

  /** @param behind what it reads from */
  #source(hook: string, value: unknown, behind?: Source): Source {
    const failed = (error: unknown): void =>
      this.writeLog('warn', this.#className, `${hook} failed while it was ended: ${logText(error)}`);
    const source = Source.over(value, failed, behind);
    if (source) return source;
    const cause = new TypeError(
      `${this.#className}.${hook} of a stream must be a generator, or return something iterable; ` +
        `it returned ${kindOf(value)}`,
    );
    throw new LitServeException('internal_error', { cause });
  }
}
