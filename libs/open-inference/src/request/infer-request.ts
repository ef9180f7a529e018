import type { InferenceTensor } from '../codec/inference-tensor.js';

/** Of a request, or of a tensor in it. */
export type InferParameters = Readonly<Record<string, string | number | boolean>>;

/** An output that a client wants. */
export interface WantedOutput {
  readonly name: string;
  readonly binary: boolean;
  /** As the best classes instead of its elements, so many. */
  readonly classes?: number;
}

/** What a client asks of a model, in whatever form it came. */
export interface InferRequest {
  readonly id?: string;
  readonly parameters: InferParameters;
  readonly inputs: ReadonlyMap<string, InferenceTensor>;
  /** Absent: all of them, in the form that `binaryOutput` says. */
  readonly outputs?: readonly WantedOutput[];
  readonly binaryOutput: boolean;
}
