import { types } from 'node:util';
import type { Section } from '../frame/section.js';
import { BUFFER, bytesOf, viewCode } from './binary-views.js';
import {
  classAt,
  declaredProperties,
  elementsAt,
  NOTHING_DECLARED,
  type DeclaredAt,
} from './declared-class.js';
import { jsonForm } from './json-form.js';
import { JsonText } from './json-text.js';
import { OctetChunks } from './octet-chunks.js';
import { MAX_DEPTH, tag, TAGS, type Tagged } from './tags.js';
import { readTensor } from './read-tensor.js';
import { isOpaque, uncrossable, UncrossableValueError } from './uncrossable-value.error.js';
import { pathOf, type PathKey } from './value-path.js';

type Fields = Readonly<Record<string, unknown>>;

const UNDEFINED = tag(TAGS.undefined);

/** Walks one value, once. Where a part is plain JSON it is kept as it is, so that plain data is never copied. */
export class ValueEncoder {
  readonly sections: Section[] = [];
  /** The containers around the current value, outermost first. */
  readonly #ancestors: object[] = [];
  /** How to get to each of them from the one before; on a refusal also to the value itself. */
  readonly #keys: PathKey[] = [];
  /** How many instances of declared classes are around the current value; in them, instances cross as data. */
  #instances = 0;

  /**
   * @param root what paths in errors begin with
   * @param asJson take values for what JSON shows of them, as an answer is: `toJSON` is honoured, instances are their
   * fields, functions and symbols are left out; otherwise all of these are refused
   */
  constructor(
    private readonly root: string,
    private readonly asJson = false,
  ) {}

  /**
   * What JSON.stringify may take for the value.
   *
   * @returns the value itself if all of it is plain JSON
   * @throws UncrossableValueError
   */
  encode(value: unknown): unknown {
    return this.#encode(value, undefined, NOTHING_DECLARED);
  }

  /** The same for arguments, of which some may be instances of the classes declared for them. */
  encodeArgs(args: readonly unknown[], declared: DeclaredAt): unknown {
    return this.#array(args, declared);
  }

  #encode(value: unknown, key: PathKey, declared: DeclaredAt): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return isJsonNumber(value) ? value : tag(TAGS.number, numberText(value));
      case 'object':
        return value === null ? null : this.#container(value, key, declared);
      case 'undefined':
        return UNDEFINED;
      case 'bigint':
        return tag(TAGS.bigint, value.toString(16));
      default:
        if (this.asJson) return UNDEFINED;
        this.#keys.push(key);
        throw this.#refusal(uncrossable(value));
    }
  }

  #container(value: object, key: PathKey, declared: DeclaredAt): unknown {
    this.#keys.push(key);
    // A linear search, but only of the few containers around this one.
    const cycle = this.#ancestors.indexOf(value);
    if (cycle >= 0) {
      const target = pathOf(this.root, this.#keys.slice(0, cycle + 1));
      throw this.#refusal(`a reference back to ${target}; only trees can cross between processes`);
    }
    if (this.#ancestors.length >= MAX_DEPTH)
      throw this.#refusal(`nested deeper than ${MAX_DEPTH} levels; flatten it`);
    this.#ancestors.push(value);
    const encoded = this.#content(value, key, declared);
    this.#ancestors.pop();
    this.#keys.pop();
    return encoded;
  }

  #content(value: object, key: PathKey, declared: DeclaredAt): unknown {
    // What is declared gets its prototype back, and with it its own toJSON.
    if (this.asJson && !isInstance(value, classAt(declared, key))) {
      const json = jsonForm(value, key);
      if (json !== value) return this.#encode(json, 'toJSON()', NOTHING_DECLARED);
    }
    return Array.isArray(value)
      ? this.#array(value, elementsAt(declared, key))
      : this.#object(value, declared, key);
  }

  /** A hole arrives as `undefined`, an instance of a subclass as an Array; properties that are no elements are lost. */
  #array(array: readonly unknown[], declared: DeclaredAt): unknown {
    // A subclass could have a toJSON that JSON.stringify would call.
    let copy = Object.getPrototypeOf(array) === Array.prototype ? undefined : [...array];
    for (let i = 0; i < array.length; i++) {
      const element = array[i];
      // Most large arrays hold numbers, for which a call each would double the cost of encoding.
      if (typeof element === 'number' && isJsonNumber(element)) continue;
      const encoded = this.#encode(element, i, declared);
      if (encoded !== element) (copy ??= [...array])[i] = encoded;
    }
    return copy ?? array;
  }

  #object(value: object, declared: DeclaredAt, key: PathKey): unknown {
    if (isPlain(value)) return this.#record(value);
    if (ArrayBuffer.isView(value) || types.isArrayBuffer(value)) return this.#view(value);
    if (types.isDate(value)) return tag(TAGS.date, Number.isNaN(value.getTime()) ? null : value.getTime());
    if (types.isMap(value)) return tag(TAGS.map, this.#encode([...value], 'entries()', NOTHING_DECLARED));
    if (types.isSet(value)) return tag(TAGS.set, this.#encode([...value], 'values()', NOTHING_DECLARED));
    if (value instanceof JsonText) return tag(TAGS.jsonText, value.charset, this.#section(value.chunks));
    if (value instanceof OctetChunks) return tag(TAGS.view, BUFFER, this.#section(value.chunks));
    return this.#tensor(value) ?? this.#instance(value, declared, key);
  }

  /** A null prototype becomes Object.prototype; symbol keys are lost, as in JSON; a key `__proto__` is dropped. */
  #record(record: Fields): unknown {
    const encoded = this.#fields(record, NOTHING_DECLARED);
    return Object.hasOwn(record, '$') ? tag(TAGS.object, encoded) : encoded;
  }

  #fields(record: Fields, declared: DeclaredAt): Fields {
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(record)) {
      if (key === '__proto__') {
        copy ??= { ...record };
        delete copy[key];
        continue;
      }
      const field = record[key];
      const encoded = this.#encode(field, key, declared);
      if (encoded !== field) (copy ??= { ...record })[key] = encoded;
    }
    return copy ?? record;
  }

  #instance(value: object, declared: DeclaredAt, key: PathKey): unknown {
    if (isOpaque(value) && !this.asJson) throw this.#refusal(uncrossable(value));
    const Class = classAt(declared, key);
    if (Class && isInstance(value, Class)) {
      this.#instances++;
      // The spread leaves methods of the class behind, toJSON among them.
      const fields = this.#fields({ ...value }, declaredProperties(Class));
      this.#instances--;
      return tag(TAGS.instance, fields);
    }
    if (this.#instances === 0 && !this.asJson) throw this.#refusal(uncrossable(value));
    return this.#record({ ...value });
  }

  #view(view: ArrayBufferView | ArrayBuffer): Tagged {
    const code = viewCode(view);
    if (code === undefined) throw this.#refusal(uncrossable(view));
    return tag(TAGS.view, code, this.#section(bytesOf(view)));
  }

  #section(section: Section): number {
    return this.sections.push(section) - 1;
  }

  #tensor(value: object): Tagged | undefined {
    const tensor = readTensor(value);
    if (!tensor) return undefined;
    if ('problem' in tensor) throw this.#refusal(tensor.problem);
    return tag(TAGS.tensor, tensor.type, tensor.dims, this.#encode(tensor.data, 'data', NOTHING_DECLARED));
  }

  /** For the value whose key is the last one in `#keys`. */
  #refusal(problem: string): UncrossableValueError {
    return new UncrossableValueError(pathOf(this.root, this.#keys), problem);
  }
}

const isInstance = (value: object, Class: Function | undefined): boolean =>
  Class !== undefined && value instanceof Class;

/** Object literals, of any realm, and objects without a prototype. */
function isPlain(value: object): value is Fields {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Finite, and not -0, which JSON would turn into 0. */
const isJsonNumber = (value: number): boolean => value - value === 0 && (value !== 0 || 1 / value > 0);

const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
