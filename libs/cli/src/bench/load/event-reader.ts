import { StringDecoder } from 'node:string_decoder';

/** What a piece of a stream brought. */
export interface ReadEvents {
  readonly events: number;
  /** The data of an `event: error`; the stream has failed then, though its status was 200. */
  readonly error?: string;
}

/** Counts the events of a server-sent stream, however its bytes are cut. Comments are none. */
export class EventReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #name = '';
  #data: string[] = [];

  push(piece: Buffer): ReadEvents {
    const lines = (this.#rest + this.#decoder.write(piece)).split('\n');
    this.#rest = lines.pop() ?? '';
    let events = 0;
    let error: string | undefined;
    for (const line of lines) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text.startsWith('event:')) this.#name = text.slice('event:'.length).trim();
      else if (text.startsWith('data:')) this.#data.push(text.slice('data:'.length).trim());
      else if (text === '' && this.#data.length > 0) {
        if (this.#name === 'error') error ??= this.#data.join('\n');
        else events += 1;
        this.#name = '';
        this.#data = [];
      }
    }
    return error === undefined ? { events } : { events, error };
  }
}
