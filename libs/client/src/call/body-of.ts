export interface RequestBody {
  readonly body: NonNullable<RequestInit['body']> | undefined;
  /** `undefined` where `fetch` knows better, as of a form. */
  readonly type: string | undefined;
}

/** How a request crosses: forms and files as they are, bytes and typed arrays as bytes, anything else as JSON. */
export function bodyOf(request: unknown): RequestBody {
  if (request === undefined) return { body: undefined, type: undefined };
  if (request instanceof FormData || request instanceof URLSearchParams)
    return { body: request, type: undefined };
  if (request instanceof Blob) return { body: request, type: request.type || BYTES };
  if (request instanceof ArrayBuffer || ArrayBuffer.isView(request)) {
    return { body: request as Uint8Array<ArrayBuffer>, type: BYTES };
  }
  return { body: JSON.stringify(request, arrays), type: 'application/json' };
}

const BYTES = 'application/octet-stream';

/** Typed arrays and sets as arrays; JSON alone makes objects of them, and of a Buffer one with its `toJSON`. */
function arrays(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const own = this[key];
  return ArrayBuffer.isView(own) || own instanceof Set ? Array.from(own as Iterable<unknown>) : value;
}
