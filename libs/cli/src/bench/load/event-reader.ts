import { SseParser } from '#client';

/** What a piece of a stream brought. */
export interface ReadEvents {
  readonly events: number;
  /** The data of an `event: error`; the stream has failed then, though its status was 200. */
  readonly error?: string;
}

/** Counts the events of a server-sent stream, however its bytes are cut. */
export class EventReader {
  readonly #utf8 = new TextDecoder();
  readonly #parser = new SseParser();

  push(piece: Buffer): ReadEvents {
    let events = 0;
    let error: string | undefined;
    for (const { event, data } of this.#parser.push(this.#utf8.decode(piece, { stream: true }))) {
      if (event === 'error') error ??= data;
      else events += 1;
    }
    return error === undefined ? { events } : { events, error };
  }
}
