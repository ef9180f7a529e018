import type { Tensor } from '#common';
import type { LitFile } from '#endpoint';

type Primitive = string | number | boolean | null | undefined;
type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;
type BigArray = BigInt64Array | BigUint64Array;
type Unknown<T> = 0 extends 1 & T ? true : unknown extends T ? true : false;
type Nothing = symbol | ((...args: never[]) => unknown);

/** What is left of a value when it has crossed as JSON: typed arrays are `number[]`, a `Date` is a text, … */
export type JsonOf<T> =
  Unknown<T> extends true
    ? unknown
    : T extends Primitive
      ? T
      : T extends bigint
        ? number
        : T extends NumberArray | BigArray | ArrayBuffer
          ? number[]
          : T extends Tensor
            ? unknown
            : T extends { toJSON(...args: never[]): infer Json }
              ? JsonOf<Json>
              : // A Map has all that a Set has, so it comes first.
                T extends ReadonlyMap<infer Key, infer Value>
                ? Key extends string
                  ? Record<Key, JsonOf<Value>>
                  : [JsonOf<Key>, JsonOf<Value>][]
                : T extends ReadonlySet<infer Element>
                  ? JsonOf<Element>[]
                  : T extends readonly unknown[]
                    ? { -readonly [Index in keyof T]: JsonOf<T[Index]> }
                    : T extends Nothing
                      ? undefined
                      : { -readonly [Key in keyof T as DataKey<T, Key>]: JsonOf<T[Key]> };

type Bytes = ArrayBuffer | ArrayBufferView | Blob;

/** What may be sent where an endpoint takes a `T`: bytes as bytes, a form for what has fields, anything else as JSON. */
export type SentAs<T> =
  Unknown<T> extends true
    ? unknown
    : T extends Uint8Array | ArrayBuffer
      ? Bytes
      : T extends Primitive | readonly unknown[] | NumberArray
        ? ToJson<T>
        : ToJson<T> | FormData;

/** What JSON can say where a `T` is expected. */
type ToJson<T> =
  Unknown<T> extends true
    ? unknown
    : T extends Primitive
      ? T
      : T extends bigint
        ? number
        : T extends NumberArray
          ? NumberArray | readonly number[]
          : T extends Date
            ? Date | string
            : T extends LitFile
              ? never
              : T extends readonly unknown[]
                ? { readonly [Index in keyof T]: ToJson<T[Index]> }
                : T extends ReadonlyMap<infer Key, infer Value>
                  ? Key extends string
                    ? Record<Key, ToJson<Value>>
                    : never
                  : T extends ReadonlySet<infer Element>
                    ? ReadonlySet<ToJson<Element>> | readonly ToJson<Element>[]
                    : { [Key in keyof T as DataKey<T, Key>]: ToJson<T[Key]> };

/** Fields, and no methods. */
type DataKey<T, Key extends keyof T> = Key extends string | number
  ? [NonNullable<T[Key]>] extends [Nothing]
    ? Unless<T[Key], Key>
    : Key
  : never;

/** What is `never` is a field all the same. */
type Unless<Value, Key> = [NonNullable<Value>] extends [never] ? Key : never;
