import { bytesSource } from './byte-source.js';
import { ProtoReader, type ProtoField } from './proto-reader.js';

type Kind = 'model' | 'graph' | 'node' | 'attribute' | 'sparse' | 'function' | 'tensor';

/** Where tensors can be in a model file: by message, what its fields hold (`onnx.proto`). */
const CHILDREN: Readonly<Record<Kind, Readonly<Record<number, Kind>>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};
const EXTERNAL_DATA = 13;
const ENTRY = { key: 1, value: 2 };

/**
 * The other files a model keeps weights in, as it names them.
 *
 * @returns none for what is no protobuf, such as the ORT format, which has all in one file
 */
export function externalLocations(model: Uint8Array): string[] {
  const reader = new ProtoReader(bytesSource(model));
  try {
    return [...new Set(locationsIn(reader, reader.whole, 'model'))];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function* locationsIn(
  reader: ProtoReader,
  message: Pick<ProtoField, 'start' | 'end'>,
  kind: Kind,
): Generator<string> {
  for (const field of reader.fields(message)) {
    const child = CHILDREN[kind][field.number];
    if (child) yield* locationsIn(reader, field, child);
    else if (kind === 'tensor' && field.number === EXTERNAL_DATA) yield* locationOf(reader, field);
  }
}

/** Of the entries of a tensor (`location`, `offset`, `length`) the one that names a file. */
function* locationOf(reader: ProtoReader, entry: ProtoField): Generator<string> {
  const texts = new Map([...reader.fields(entry)].map((field) => [field.number, field]));
  const [key, value] = [texts.get(ENTRY.key), texts.get(ENTRY.value)];
  if (key && value && reader.text(key) === 'location') yield reader.text(value);
}
