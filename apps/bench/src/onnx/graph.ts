import { bytes, float, integer, message, text } from './protobuf.js';

/** The names and numbers are those of onnx.proto. */
const FLOAT32 = 1;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;
const IR_VERSION = 8;
const OPSET = 17;

/** An axis: its length, or, for a free one, its name. */
export type Axis = number | string;

export type Attributes = Readonly<
  Record<string, { float: number } | { int: number } | { ints: readonly number[] }>
>;

/** Puts a model together: each method adds to the graph and gives the name of what it added. */
export class Graph {
  readonly #nodes: Buffer[] = [];
  readonly #weights: Buffer[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The result of an operator on values of these names. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = `${operator}_${this.#nodes.length}`;
    this.#nodes.push(
      message(1, [
        ...inputs.map((input) => text(1, input)),
        text(2, output),
        text(3, output),
        text(4, operator),
        ...Object.entries(attributes).map(([name, value]) => message(5, attributeFields(name, value))),
      ]),
    );
    return output;
  }

  /** Numbers around 0, so small that a layer of `fanIn` of them neither grows nor fades. */
  weights(shape: readonly number[], fanIn: number): string {
    const scale = 2 * Math.sqrt(3 / fanIn);
    return this.#tensor(shape, () => (this.#random() - 0.5) * scale);
  }

  constant(shape: readonly number[], value: number): string {
    return this.#tensor(shape, () => value);
  }

  /** The file of the model, whose input is named `x`. */
  model(input: readonly Axis[], output: string, outputShape: readonly Axis[]): Buffer {
    const graph = message(7, [
      ...this.#nodes,
      text(2, 'bench'),
      ...this.#weights,
      message(11, valueFields('x', input)),
      message(12, valueFields(output, outputShape)),
    ]);
    const opset = message(8, [text(1, ''), integer(2, OPSET)]);
    return Buffer.concat([integer(1, IR_VERSION), text(2, 'nestjs-litserve bench'), graph, opset]);
  }

  #tensor(shape: readonly number[], value: () => number): string {
    const name = `weights_${this.#weights.length}`;
    const length = shape.reduce((size, axis) => size * axis, 1);
    const data = new Uint8Array(Float32Array.from({ length }, value).buffer);
    this.#weights.push(
      message(5, [
        ...shape.map((axis) => integer(1, axis)),
        integer(2, FLOAT32),
        text(8, name),
        bytes(9, data),
      ]),
    );
    return name;
  }
}

function attributeFields(name: string, value: Attributes[string]): Buffer[] {
  if ('float' in value) return [text(1, name), float(2, value.float), integer(20, ATTRIBUTE.float)];
  if ('int' in value) return [text(1, name), integer(3, value.int), integer(20, ATTRIBUTE.int)];
  return [text(1, name), ...value.ints.map((one) => integer(8, one)), integer(20, ATTRIBUTE.ints)];
}

function valueFields(name: string, shape: readonly Axis[]): Buffer[] {
  const axes = shape.map((axis) => message(1, [typeof axis === 'string' ? text(2, axis) : integer(1, axis)]));
  return [text(1, name), message(2, [message(1, [integer(1, FLOAT32), message(2, axes)])])];
}
