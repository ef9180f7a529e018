import { whole } from '../frame/section.js';
import { WireError } from '../frame/wire-error.js';
import type { Encoded, Received } from '../messages.js';
import { declaredForAll, declaredTypes, type Declared, type DeclaredAt } from './declared-class.js';
import { ValueDecoder } from './value-decoder.js';
import { ValueEncoder } from './value-encoder.js';

/**
 * Encodes JSON values, `undefined`, NaN, infinities, -0, bigint, Date, Map, Set, Buffer, typed arrays, ArrayBuffer, Tensor
 * and JsonText. A value is a tree: what is referenced twice arrives twice.
 *
 * @param at what the path in an error begins with
 * @throws UncrossableValueError for anything else
 */
export function encodeValue(value: unknown, at = 'value'): Encoded {
  const encoder = new ValueEncoder(at);
  const encoded = encoder.encode(value);
  return { json: wrap(value, encoded), sections: encoder.sections };
}

/**
 * Decodes once: the received tree becomes the value.
 *
 * @throws WireError `bad_value`, LitServeException for a JsonText that is no JSON
 */
export function decodeValue({ tree, sections }: Received): unknown {
  const { tagged, node } = unwrap(tree);
  return tagged ? new ValueDecoder(sections).decode(node) : node;
}

/**
 * Encodes arguments. One that is an instance of the class declared for it crosses with its own enumerable properties,
 * and gets its prototype back; so do instances in its properties where `design:type` metadata names a class. Other
 * instances inside it arrive as plain objects. What is no instance is never made one.
 *
 * @param types the declared class of each argument, in brackets that of its elements; built-in ones count as none
 * @throws UncrossableValueError for what can only cross as something else
 */
export function encodeArgs(args: readonly unknown[], types: readonly (Declared | undefined)[]): Encoded {
  return encodeList(new ValueEncoder('args'), args, types);
}

/**
 * Encodes an answer for interceptors to look at. It arrives as what JSON would show of it, so that binding an interceptor
 * changes no answer, but a Map is still a Map, and an instance of the declared class has its prototype back.
 *
 * @throws UncrossableValueError for cycles and what is nested too deep
 */
export function encodeAnswer(answer: unknown, declared: Declared | undefined): Encoded {
  return encodeList(new ValueEncoder('answer', true), [answer], [declared]);
}

export function decodeAnswer(received: Received, declared: Declared | undefined): unknown {
  return decodeArgs(received, [declared])[0];
}

function encodeList(
  encoder: ValueEncoder,
  args: readonly unknown[],
  types: readonly (Declared | undefined)[],
): Encoded {
  const encoded = encoder.encodeArgs(args, declaredTypes(types));
  return { json: wrap(args, encoded), sections: encoder.sections };
}

/** @param types the same as on the other side */
export function decodeArgs(received: Received, types: readonly (Declared | undefined)[]): unknown[] {
  return decodeElements(received, () => declaredTypes(types));
}

/** @param type the class declared for every element, as on the other side */
export function decodeList(received: Received, type: Declared | undefined): unknown[] {
  return decodeElements(received, () => declaredForAll(type));
}

/** A value that stays in this process, as it would have arrived. */
export const receivedOf = ({ json, sections }: Encoded): Received => ({
  tree: JSON.parse(json) as unknown,
  sections: sections.map(whole),
});

/** @param declared asked for only where something may need it */
function decodeElements({ tree, sections }: Received, declared: () => DeclaredAt): unknown[] {
  const { tagged, node } = unwrap(tree);
  if (tagged) return new ValueDecoder(sections).decodeArgs(node, declared());
  if (Array.isArray(node)) return node;
  throw new WireError('bad_value', 'arguments that are no array');
}

/** Plain JSON comes back from the encoder untouched, and is marked so that the other side need not walk it. */
const wrap = (value: unknown, encoded: unknown): string =>
  `{"${encoded === value ? 'p' : 't'}":${JSON.stringify(encoded)}}`;

function unwrap(tree: unknown): { readonly tagged: boolean; readonly node: unknown } {
  if (typeof tree === 'object' && tree !== null) {
    if ('p' in tree) return { tagged: false, node: tree.p };
    if ('t' in tree) return { tagged: true, node: tree.t };
  }
  throw new WireError('bad_value', 'a value without its wrapper');
}
