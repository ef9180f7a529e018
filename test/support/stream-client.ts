import { createParser } from 'eventsource-parser';
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';

/** One event of a stream: a chunk, or with `event: 'error'` what ended it. */
export interface SseEvent {
  readonly event: string | undefined;
  readonly data: unknown;
}

/** A client that reads a stream of server-sent events as slowly as it is told to. */
export class StreamClient {
  readonly events: SseEvent[] = [];
  /** Comments, which keep a silent connection alive. */
  heartbeats = 0;
  /** Resolves when nothing more comes, whether the stream has ended or was cut off. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly call: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    const parser = createParser({
      onComment: () => this.heartbeats++,
      onEvent: ({ event, data }) => this.events.push({ event, data: JSON.parse(data) as unknown }),
    });
    this.ended = new Promise((resolve) => response.once('close', () => resolve()));
    response.on('error', () => undefined).setEncoding('utf8');
    // Listening makes it flow, which a paused one must not.
    response.pause().on('data', (text: string) => parser.feed(text));
  }

  /** Resolves with the head of the answer; nothing is read before {@link read}. */
  static async open(url: string, body: unknown, agent: Agent | false = false): Promise<StreamClient> {
    const headers = { 'content-type': 'application/json' };
    const call = request(url, { method: 'POST', agent, headers });
    call.on('error', () => undefined).end(JSON.stringify(body));
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    return new StreamClient(call, response);
  }

  /** Opens a stream and reads all of it. */
  static async read(url: string, body: unknown, agent?: Agent): Promise<StreamClient> {
    const client = await StreamClient.open(url, body, agent);
    await client.read();
    return client;
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  /** Whether the connection had served a request before. */
  get isReused(): boolean {
    return this.call.reusedSocket;
  }

  get chunks(): unknown[] {
    return this.events.filter(({ event }) => event === undefined).map(({ data }) => data);
  }

  get error(): unknown {
    return this.events.find(({ event }) => event === 'error')?.data;
  }

  /** Reads to the end. */
  read(): Promise<void> {
    this.response.resume();
    return this.ended;
  }

  /** Goes away in the middle of it. */
  leave(): void {
    this.call.destroy();
  }
}
