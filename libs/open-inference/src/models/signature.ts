import { datatypeOf, type Datatype } from '../codec/datatypes.js';

/** An input or output as the protocol describes it. */
export interface TensorDescription {
  readonly name: string;
  readonly datatype: Datatype;
  /** The length of each axis, that of the batch included; -1 where it is free. */
  readonly shape: readonly number[];
}

export interface InputDescription extends TensorDescription {
  /**
   * What the elements of BYTES are for the endpoint: `text` refuses what is no UTF-8, `bytes` gives Buffers.
   * @default 'text'
   */
  readonly as?: 'text' | 'bytes';
}

export interface OutputDescription extends TensorDescription {
  /** Names of the classes, for clients that ask for a classification. @default none */
  readonly labels?: readonly string[];
}

/** What goes into a model and comes out of it; `undefined` where nobody has said. */
export interface Signature {
  /** The first axis of every tensor is the batch: each row is an item. */
  readonly batchable: boolean;
  readonly inputs: readonly InputDescription[] | undefined;
  readonly outputs: readonly OutputDescription[] | undefined;
}

/** Inputs and outputs in ONNX's words, as `describeOnnx` and `OnnxModel` give them. */
export interface OnnxSignature {
  readonly inputs: readonly OnnxTensorDescription[];
  readonly outputs: readonly OnnxTensorDescription[];
}

interface OnnxTensorDescription {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/**
 * An ONNX model in the protocol's words. Its batch axis is free even where the file says 1: items run one by one then.
 *
 * @throws TypeError for an element type that the protocol has no word for
 */
export function describedByOnnx({ inputs, outputs }: OnnxSignature, batchable: boolean): Signature {
  const describe = ({ name, type, shape }: OnnxTensorDescription): TensorDescription => {
    const datatype = datatypeOf(type);
    if (!datatype)
      throw new TypeError(`"${name}" is of type ${type || '(no tensor)'}, which has no datatype`);
    const lengths = shape.map((length) => (typeof length === 'number' && length > 0 ? length : -1));
    return { name, datatype, shape: batchable && lengths.length > 0 ? lengths.with(0, -1) : lengths };
  };
  return { batchable, inputs: inputs.map(describe), outputs: outputs.map(describe) };
}
