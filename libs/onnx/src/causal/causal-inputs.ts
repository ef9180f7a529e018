import { Tensor } from '#common';
import { ELEMENT_TYPES } from '../tensors/element-types.js';
import type { OnnxValue } from '../tensors/onnx-value.js';

/** The inputs beside the cache, by the names Optimum gives them. */
const IDS = 'input_ids';
const MASK = 'attention_mask';
const POSITIONS = 'position_ids';

/** What the model has not seen of each row: `width` tokens per row, the last of `columns`. */
export interface NewTokens {
  readonly ids: Tensor;
  readonly padding: readonly number[];
  readonly columns: number;
}

/** Makes the inputs of a step that are not the cache. */
export class CausalInputs {
  readonly #mask: OnnxValue;
  readonly #positions: OnnxValue | undefined;
  /** What `input_ids` are made of. */
  readonly idType: string;

  /** @throws TypeError when the model has other inputs than are known here, or lacks one */
  constructor(inputs: readonly OnnxValue[]) {
    const own = new Map(
      inputs.filter(({ name }) => !name.startsWith('past')).map((input) => [input.name, input]),
    );
    const [ids, mask, positions] = [own.get(IDS), own.get(MASK), own.get(POSITIONS)];
    const unknown = [...own.keys()].filter((name) => ![IDS, MASK, POSITIONS].includes(name));
    if (!ids || !mask || unknown.length > 0) {
      throw new TypeError(
        `CausalModel: the inputs beside the cache must be ${IDS}, ${MASK} and, if it has them, ${POSITIONS}; the model has ${[...own.keys()].join(', ') || 'none'}`,
      );
    }
    this.idType = ids.type;
    this.#mask = mask;
    this.#positions = positions;
  }

  of({ ids, padding, columns }: NewTokens): Record<string, Tensor> {
    const [rows = 0, width = 0] = ids.dims;
    const mask = wholeNumbers(this.#mask, rows, columns, (row, column) => (column < padding[row]! ? 0 : 1));
    if (!this.#positions) return { [IDS]: ids, [MASK]: mask };
    const seen = columns - width;
    // The position of padding has no meaning, but the model looks it up.
    const positions = wholeNumbers(this.#positions, rows, width, (row, column) =>
      Math.max(0, seen + column - padding[row]!),
    );
    return { [IDS]: ids, [MASK]: mask, [POSITIONS]: positions };
  }
}

function wholeNumbers(
  { name, type }: OnnxValue,
  rows: number,
  width: number,
  at: (row: number, column: number) => number,
): Tensor {
  const elements = ELEMENT_TYPES[type]?.allocate(rows * width);
  if (!elements) throw new TypeError(`CausalModel: the input ${name} is of type ${type}`);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) elements.set(row * width + column, at(row, column));
  }
  return new Tensor(type, elements.data, [rows, width]);
}
