import { LineSplitter } from './line-splitter.js';

export interface SseEvent {
  /** `'message'` unless the server names it. */
  readonly event: string;
  readonly data: string;
  /** The last one sent, with this event or before it; `''` for none. */
  readonly id: string;
}

/** Server-sent events by the rules of the HTML standard, from text that comes in parts. Comments are left out. */
export class SseParser {
  readonly #lines = new LineSplitter();
  #event = '';
  #data: string[] = [];
  #id = '';
  /** Whether an event has begun that no empty line has closed. */
  #isOpen = false;
  /** How long to wait before a new connection, in ms, if the server has said so. */
  retryMs: number | undefined;

  /** @returns the events that are complete with this part */
  push(text: string): SseEvent[] {
    return this.#lines.push(text).flatMap((line) => this.#take(line));
  }

  /** Whether the text ends inside an event, which the standard drops: it was cut off. */
  get isCut(): boolean {
    return this.#isOpen || this.#lines.rest !== '';
  }

  #take(line: string): SseEvent[] {
    if (line === '') return this.#close();
    if (line.startsWith(':')) return [];
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    this.#isOpen = true;
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  #close(): SseEvent[] {
    const [data, event] = [this.#data, this.#event || 'message'];
    this.#data = [];
    this.#event = '';
    this.#isOpen = false;
    return data.length > 0 ? [{ event, data: data.join('\n'), id: this.#id }] : [];
  }
}
