/** Just enough of protobuf's wire format to write ONNX files: fields are bytes, and a message is its fields in a row. */

const VARINT = 0;
const BYTES = 2;
const FLOAT = 5;

export const integer = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field * 8 + VARINT), varint(value)]);

export const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([varint(field * 8 + BYTES), varint(value.length), value]);

export const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

export const message = (field: number, fields: readonly Buffer[]): Buffer =>
  bytes(field, Buffer.concat(fields));

export function float(field: number, value: number): Buffer {
  const encoded = Buffer.alloc(4);
  encoded.writeFloatLE(value);
  return Buffer.concat([varint(field * 8 + FLOAT), encoded]);
}

/** Seven bits to a byte, the lowest first; the highest bit says that more follow. */
function varint(value: number): Buffer {
  const encoded: number[] = [];
  let rest = value;
  while (rest >= 128) {
    encoded.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...encoded, rest]);
}
