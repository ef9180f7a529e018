/** One server-sent event. */
export interface SseEvent {
  /** @default 'message' */
  readonly event: string;
  readonly data: string;
  /** The last one that was sent, with this event or before it. */
  readonly id: string | undefined;
}

/** Makes events of text that comes in parts, by the rules of the HTML standard. */
export class SseDecoder {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string | undefined;
  #isFirst = true;

  /** @returns the events that are complete with this part */
  decode(text: string): SseEvent[] {
    // A CR at the very end may be the first half of a CRLF.
    const all = this.#rest + text;
    const complete = all.endsWith('\r') ? all.slice(0, -1) : all;
    const lines = complete.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + all.slice(complete.length);
    return lines.flatMap((line) => this.#take(this.#isFirst ? line.replace(/^\uFEFF/, '') : line));
  }

  /** An event that is not closed by an empty line does not count, but its end may be all that is missing. */
  end(): SseEvent[] {
    return this.#rest === '\r' ? this.decode('\n') : [];
  }

  #take(line: string): SseEvent[] {
    this.#isFirst = false;
    if (line === '') return this.#close();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.#id = value;
    return [];
  }

  #close(): SseEvent[] {
    const data = this.#data;
    const event = this.#event || 'message';
    this.#data = [];
    this.#event = '';
    return data.length === 0 ? [] : [{ event, data: data.join('\n'), id: this.#id }];
  }
}
