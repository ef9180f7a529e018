import { Observable } from 'rxjs';
import {
  EndpointRef,
  type AnswerOf,
  type CallOptions,
  type ChunkOf,
  type EndpointStats,
  type RequestOf,
} from '#core';

type Generated<Api> = Generator<ChunkOf<Api>> | AsyncGenerator<ChunkOf<Api>>;

/** What a fake answers: of a stream, a generator of its chunks. What it throws, its caller gets. */
export type FakeAnswer<Api> = (
  request: RequestOf<Api>,
  options: CallOptions,
) => AnswerOf<Api> | Promise<AnswerOf<Api>> | Generated<Api>;

/**
 * A ref that answers by itself, for tests of code that calls an endpoint: no model, no queue, no codec.
 *
 * @example
 * const embed = new FakeEndpoint<EmbedApi>(({ text }) => ({ vector: [text.length] }));
 * Test.createTestingModule(…).overrideProvider(getEndpointToken(EmbedApi)).useValue(embed);
 */
export class FakeEndpoint<Api = unknown> extends EndpointRef<Api> {
  readonly #requests: RequestOf<Api>[] = [];
  #completed = 0;
  #failed = 0;

  constructor(private readonly answer: FakeAnswer<Api>) {
    super();
  }

  /** What it has been called with, in order. */
  get requests(): readonly RequestOf<Api>[] {
    return this.#requests;
  }

  override async predict<Answer = AnswerOf<Api>>(
    request: RequestOf<Api>,
    options: CallOptions = {},
  ): Promise<Answer> {
    const values: unknown[] = [];
    const isStream = await this.#run(request, options, (value) => values.push(value) > 0);
    return (isStream ? values : values[0]) as Answer;
  }

  override stream<Chunk = ChunkOf<Api>>(
    request: RequestOf<Api>,
    options: CallOptions = {},
  ): Observable<Chunk> {
    return new Observable<Chunk>((subscriber) => {
      const next = (value: unknown): boolean => {
        subscriber.next(value as Chunk);
        return !subscriber.closed;
      };
      this.#run(request, options, next).then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
    });
  }

  /** What it has been called for; it never has a queue or a batch. */
  override async stats(): Promise<EndpointStats> {
    const none = { cancelled: 0, expired: 0, rejected: 0, retried: 0, waiting: 0, batches: {} };
    const submitted = this.#requests.length;
    const [completed, failed] = [this.#completed, this.#failed];
    return { ...none, submitted, completed, failed, running: submitted - completed - failed };
  }

  /**
   * @param next takes each value, and tells whether there may be more
   * @returns whether there are chunks
   */
  async #run(
    request: RequestOf<Api>,
    options: CallOptions,
    next: (value: unknown) => boolean,
  ): Promise<boolean> {
    this.#requests.push(request);
    try {
      options.signal?.throwIfAborted();
      const answer = this.answer(request, options);
      const isStream = isGenerator(answer);
      if (!isStream) next(await answer);
      else for await (const chunk of answer) if (!next(chunk)) break;
      this.#completed += 1;
      return isStream;
    } catch (error) {
      this.#failed += 1;
      throw error;
    }
  }
}

/** A list is an answer like any other. */
function isGenerator(answer: unknown): answer is Generator | AsyncGenerator {
  const isObject = typeof answer === 'object' && answer !== null && 'next' in answer;
  return isObject && (Symbol.iterator in answer || Symbol.asyncIterator in answer);
}
