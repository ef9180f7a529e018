import { parseJson } from '../answer/parse-json.js';
import { errorOf } from '../errors/error-of.js';
import { LineSplitter } from './line-splitter.js';
import { SseParser } from './sse-parser.js';

/** Makes chunks of the text of a stream. */
export interface ChunkDecoder {
  /** @throws LitServeError for the error a stream ends with, after the chunks before it */
  push(text: string): Iterable<unknown>;
  /** Whether what has come so far ends inside a chunk. */
  readonly isCut: boolean;
}

export class SseDecoder implements ChunkDecoder {
  readonly #parser = new SseParser();

  constructor(private readonly requestId: string | undefined) {}

  *push(text: string): Generator {
    for (const { event, data } of this.#parser.push(text)) {
      if (event === 'error') throw streamError(valueOf(data), this.requestId);
      yield valueOf(data);
    }
  }

  get isCut(): boolean {
    return this.#parser.isCut;
  }
}

export class NdjsonDecoder implements ChunkDecoder {
  readonly #lines = new LineSplitter();

  constructor(private readonly requestId: string | undefined) {}

  *push(text: string): Generator {
    for (const line of this.#lines.push(text)) {
      if (line.trim() === '') continue;
      const value = parseJson(line, 200, this.requestId);
      const error = errorIn(value);
      if (error !== undefined) throw streamError(error, this.requestId);
      yield value;
    }
  }

  get isCut(): boolean {
    return this.#lines.rest.trim() !== '';
  }
}

/** In events a text stands as it is, and anything else as JSON; which of the two it was nobody says. */
function valueOf(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}

/** The error of a line that is one, and not a chunk of a model that has a field of this name. */
function errorIn(value: unknown): object | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'error') return undefined;
  const { error } = value as { error: unknown };
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'code' in error
    ? error
    : undefined;
}

function streamError(body: unknown, requestId: string | undefined): Error {
  const status = (body as { statusCode?: unknown } | null)?.statusCode;
  return errorOf(typeof status === 'number' ? status : 500, body, { requestId });
}
