/** The protobuf of a model file, field by field (onnx.proto), so that the specs need no binary fixture. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
const number = (field: number, value: number): number[] => [field << 3, ...varint(value)];
const bytes = (field: number, content: readonly number[] | string): number[] => {
  const payload = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [(field << 3) | 2, ...varint(payload.length), ...payload];
};

export interface Value {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string)[];
}
export const FLOAT = 1;
export const INT64 = 7;
export const STRING = 8;
export const FLOAT16 = 10;

const axis = (length: number | string) =>
  bytes(1, typeof length === 'number' ? number(1, length) : bytes(2, length));
const valueInfo = ({ name, type, shape }: Value) => [
  ...bytes(1, name),
  ...bytes(2, bytes(1, [...number(1, type), ...bytes(2, shape.flatMap(axis))])),
];
export const node = (operator: string, input: string, output: string) => [
  ...bytes(1, input),
  ...bytes(2, output),
  ...bytes(4, operator),
];
export function modelOf(
  nodes: readonly number[][],
  inputs: readonly Value[],
  outputs: readonly Value[],
): Uint8Array {
  const graph = [
    ...nodes.flatMap((one) => bytes(1, one)),
    ...bytes(2, 'graph'),
    ...inputs.flatMap((one) => bytes(11, valueInfo(one))),
    ...outputs.flatMap((one) => bytes(12, valueInfo(one))),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}
/** y = op(x) */
export const unary = (operator: string, type: number, ...shape: (number | string)[]) =>
  modelOf([node(operator, 'x', 'y')], [{ name: 'x', type, shape }], [{ name: 'y', type, shape }]);

/** y = x + w, of two elements, with w in another file. */
export function modelWithExternalWeights(location: string): Uint8Array {
  const entry = [...bytes(1, 'location'), ...bytes(2, location)];
  const weights = [
    ...number(1, 2),
    ...number(2, FLOAT),
    ...bytes(8, 'w'),
    ...bytes(13, entry),
    ...number(14, 1),
  ];
  const add = [...bytes(1, 'x'), ...bytes(1, 'w'), ...bytes(2, 'y'), ...bytes(4, 'Add')];
  const graph = [
    ...bytes(1, add),
    ...bytes(2, 'graph'),
    ...bytes(5, weights),
    ...bytes(11, valueInfo({ name: 'x', type: FLOAT, shape: ['batch', 2] })),
    ...bytes(12, valueInfo({ name: 'y', type: FLOAT, shape: ['batch', 2] })),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}
