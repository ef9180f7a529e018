import { WireError } from '../frame/wire-error.js';
import { viewOver } from './binary-views.js';
import {
  classAt,
  declaredProperties,
  elementsAt,
  NOTHING_DECLARED,
  prototypeOf,
  type DeclaredAt,
} from './declared-class.js';
import { JsonText, parseJsonText } from './json-text.js';
import { isTensorData, tensorOf } from './read-tensor.js';
import { MAX_DEPTH, TAGS } from './tags.js';

type Fields = Record<string, unknown>;
type Key = string | number;

/** A tag adds up to two containers to the one it stands for. */
const MAX_TREE_DEPTH = 3 * MAX_DEPTH;

const bad = (what: string): WireError => new WireError('bad_value', what);

/** Puts back what the tags of one value stand for, in place: the tree belongs to nobody else and is decoded once. */
export class ValueDecoder {
  #depth = 0;

  constructor(private readonly sections: readonly Uint8Array[]) {}

  /**
   * @throws WireError `bad_value` for what the encoder never writes
   * @throws LitServeException for a JsonText that is no JSON
   */
  decode(node: unknown): unknown {
    return this.#decode(node, 0, NOTHING_DECLARED);
  }

  decodeArgs(node: unknown, declared: DeclaredAt): unknown[] {
    return this.#array(arrayOf(node), declared);
  }

  #decode(node: unknown, key: Key, declared: DeclaredAt): unknown {
    if (typeof node !== 'object' || node === null) return node;
    if (++this.#depth > MAX_TREE_DEPTH) throw bad('nested too deep');
    const value = Array.isArray(node)
      ? this.#array(node, elementsAt(declared, key))
      : this.#object(fieldsOf(node), key, declared);
    this.#depth--;
    return value;
  }

  #array(nodes: unknown[], declared: DeclaredAt): unknown[] {
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      if (typeof node === 'object' && node !== null) nodes[i] = this.#decode(node, i, declared);
    }
    return nodes;
  }

  #object(node: Fields, key: Key, declared: DeclaredAt): unknown {
    return Object.hasOwn(node, '$')
      ? this.#tagged(arrayOf(node['$']), key, declared)
      : this.#fields(node, NOTHING_DECLARED);
  }

  #fields(node: Fields, declared: DeclaredAt): Fields {
    for (const key of Object.keys(node)) {
      // Assigning it would change a prototype.
      if (key === '__proto__') throw bad('a key __proto__');
      const field = node[key];
      if (typeof field === 'object' && field !== null) node[key] = this.#decode(field, key, declared);
    }
    return node;
  }

  #tagged(tagged: readonly unknown[], key: Key, declared: DeclaredAt): unknown {
    const [kind, first, second, third] = tagged;
    switch (kind) {
      case TAGS.undefined:
        return undefined;
      case TAGS.number:
        return Number(textOf(first));
      case TAGS.bigint:
        return bigintOf(textOf(first));
      case TAGS.date:
        return new Date(first === null ? Number.NaN : numberOf(first));
      case TAGS.map:
        return new Map(arrayOf(this.#decode(first, 0, NOTHING_DECLARED)).map(entryOf));
      case TAGS.set:
        return new Set(arrayOf(this.#decode(first, 0, NOTHING_DECLARED)));
      case TAGS.view:
        return this.#view(first, second);
      case TAGS.tensor:
        return this.#tensor(textOf(first), arrayOf(second), third);
      case TAGS.jsonText:
        return parseJsonText(new JsonText([this.#section(second)], textOf(first)));
      case TAGS.object:
        return this.#fields(fieldsOf(first), NOTHING_DECLARED);
      case TAGS.instance:
        return this.#instance(fieldsOf(first), key, declared);
      default:
        throw bad('an unknown tag');
    }
  }

  #view(code: unknown, index: unknown): unknown {
    const view = viewOver(code, this.#section(index));
    if (view === undefined) throw bad('an unknown view, or one with half an element');
    return view;
  }

  #tensor(type: string, dims: readonly unknown[], dataNode: unknown): unknown {
    const data = this.#decode(dataNode, 0, NOTHING_DECLARED);
    if (!isTensorData(data)) throw bad('a tensor without data');
    try {
      return tensorOf(type, data, dims);
    } catch (cause) {
      throw new WireError('bad_value', 'a tensor whose dims are wrong', { cause });
    }
  }

  #section(index: unknown): Uint8Array {
    const section = this.sections[numberOf(index)];
    if (!section) throw bad('a section that does not exist');
    return section;
  }

  /** Without a class at this position on our side the fields are all there is. */
  #instance(node: Fields, key: Key, declared: DeclaredAt): unknown {
    const Class = classAt(declared, key);
    if (!Class) return this.#fields(node, NOTHING_DECLARED);
    const fields: object = this.#fields(node, declaredProperties(Class));
    return Object.setPrototypeOf(fields, prototypeOf(Class));
  }
}

function arrayOf(node: unknown): unknown[] {
  if (Array.isArray(node)) return node;
  throw bad('no array where one must be');
}

const isFields = (node: unknown): node is Fields =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

function fieldsOf(node: unknown): Fields {
  if (isFields(node)) return node;
  throw bad('no object where one must be');
}

function textOf(node: unknown): string {
  if (typeof node === 'string') return node;
  throw bad('no text where one must be');
}

function numberOf(node: unknown): number {
  if (typeof node === 'number') return node;
  throw bad('no number where one must be');
}

function entryOf(node: unknown): [unknown, unknown] {
  const entry = arrayOf(node);
  if (entry.length !== 2) throw bad('a Map entry that is no pair');
  return [entry[0], entry[1]];
}

function bigintOf(hex: string): bigint {
  if (!/^-?[0-9a-f]+$/.test(hex)) throw bad('a bigint that is no number');
  return hex.startsWith('-') ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`);
}
