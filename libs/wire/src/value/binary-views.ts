interface ViewClass {
  readonly name: string;
  readonly BYTES_PER_ELEMENT?: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): unknown;
}

/** Codes on the wire. `Float16Array` is missing because Node 20 has none. */
const VIEWS = new Map<string, ViewClass>([
  ['f4', Float32Array],
  ['f8', Float64Array],
  ['i1', Int8Array],
  ['u1', Uint8Array],
  ['c1', Uint8ClampedArray],
  ['i2', Int16Array],
  ['u2', Uint16Array],
  ['i4', Int32Array],
  ['u4', Uint32Array],
  ['i8', BigInt64Array],
  ['u8', BigUint64Array],
  ['dv', DataView],
]);
export const BUFFER = 'buf';
const ARRAY_BUFFER = 'ab';

const CODES: ReadonlyMap<string, string> = new Map([...VIEWS].map(([code, { name }]) => [name, code]));

/** Told by the name that the language itself gives to a view, so that views of other realms are known too. */
export function viewCode(view: ArrayBufferView | ArrayBuffer): string | undefined {
  if (Buffer.isBuffer(view)) return BUFFER;
  return ArrayBuffer.isView(view) ? CODES.get(nameOf(view)) : ARRAY_BUFFER;
}

const nameOf = (view: ArrayBufferView): string =>
  Object.prototype.toString.call(view).slice('[object '.length, -1);

export function bytesOf(view: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(view)
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : new Uint8Array(view);
}

/**
 * The view that `code` names over received bytes, without a copy when they are aligned; an ArrayBuffer is always a
 * copy, since it cannot be a part of a larger one.
 *
 * @returns `undefined` when the code is unknown or the bytes are no whole number of elements
 */
export function viewOver(code: unknown, bytes: Uint8Array): unknown {
  if (code === BUFFER) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (code === ARRAY_BUFFER) return new Uint8Array(bytes).buffer;
  const View = typeof code === 'string' ? VIEWS.get(code) : undefined;
  const size = View?.BYTES_PER_ELEMENT ?? 1;
  if (!View || bytes.byteLength % size !== 0) return undefined;
  const source = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new View(source.buffer, source.byteOffset, source.byteLength / size);
}
