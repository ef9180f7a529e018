import { isElementType } from '../tensors/element-types.js';
import { describeValue, type OnnxValue } from '../tensors/onnx-value.js';

/** One tensor of the cache: what a step gives under one name, the next one takes under another. */
export interface CacheSlot {
  readonly past: string;
  readonly present: string;
  readonly type: string;
  /** As the model declares it: the axes of rows and positions by name, the others by length. */
  readonly shape: readonly (number | string)[];
  readonly rowAxis: number;
  readonly positionAxis: number;
}

/** What `past…` is called among the outputs; exporters have not agreed. */
const PRESENT_PREFIXES = ['present', 'present_key_values'];

/**
 * Finds the cache of a model among its inputs and outputs: `past_key_values.0.key` and `present.0.key`, as Optimum names
 * them, or any other names that differ in `past` and `present` only.
 *
 * @throws TypeError when there is none, or its tensors do not tell which axis is which
 */
export function cacheLayout(inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): CacheSlot[] {
  const names = new Set(outputs.map(({ name }) => name));
  const slots = inputs
    .filter(({ name }) => name.startsWith('past'))
    .map((input) => slotOf(input, presentOf(input, names)));
  if (slots.length > 0) return slots;
  throw new TypeError(
    `CausalModel: the model has no cache: no input begins with "past" (${inputs.map(({ name }) => name).join(', ')}); export it with past key values`,
  );
}

function presentOf({ name }: OnnxValue, outputs: ReadonlySet<string>): string {
  const rest = name.replace(/^past(_key_values)?/, '');
  const found = PRESENT_PREFIXES.map((prefix) => prefix + rest).find((candidate) => outputs.has(candidate));
  if (found !== undefined) return found;
  const expected = PRESENT_PREFIXES.map((prefix) => prefix + rest).join(' or ');
  throw new TypeError(
    `CausalModel: the input ${name} needs an output ${expected}; there are ${[...outputs].join(', ')}`,
  );
}

function slotOf(input: OnnxValue, present: string): CacheSlot {
  const { name, type, shape } = input;
  const [rowAxis, positionAxis, ...more] = shape.flatMap((axis, index) =>
    typeof axis === 'string' ? [index] : [],
  );
  if (rowAxis === undefined || positionAxis === undefined || more.length > 0 || !isElementType(type)) {
    throw new TypeError(
      `CausalModel: the cache ${describeValue(input)} must have two free axes, the rows and then the positions, and lengths for the others`,
    );
  }
  return { past: name, present, type, shape, rowAxis, positionAxis };
}
