/** A class that a parameter, property or return value is declared with; in brackets, that of the elements of an array. */
export type Declared = Function | readonly [Function];

/** Which class is declared for a key of the container at hand, if any. */
export type DeclaredAt = (key: string | number) => Declared | undefined;

export const NOTHING_DECLARED: DeclaredAt = () => undefined;

/** What `emitDecoratorMetadata` writes for everything that is no class of the user's. */
// prettier-ignore
const BUILT_INS: ReadonlySet<unknown> = new Set<unknown>([
  Object, Array, String, Number, Boolean, Function, Symbol, BigInt, Promise, Error, Date, Map, Set, RegExp,
  Buffer, ArrayBuffer, DataView, Uint8Array, Float32Array,
]);

/** The classes of parameters by their position. */
export const declaredTypes =
  (types: readonly (Declared | undefined)[]): DeclaredAt =>
  (index) => {
    const type = types[Number(index)];
    if (typeof type !== 'object') return ownClass(type);
    const element = ownClass(type[0]);
    return element && [element];
  };

/** One class for all positions. */
export function declaredForAll(type: Declared | undefined): DeclaredAt {
  const declared = ownClass(type);
  return () => declared;
}

/** The classes of a class's decorated properties, as its metadata names them. */
export const declaredProperties =
  (owner: Function): DeclaredAt =>
  (key) =>
    ownClass(designType(prototypeOf(owner), String(key)));

/** The class of an instance at this key. */
export function classAt(declared: DeclaredAt, key: string | number | undefined): Function | undefined {
  const type = key === undefined ? undefined : declared(key);
  return typeof type === 'function' ? type : undefined;
}

/** The classes of the elements of an array at this key. */
export function elementsAt(declared: DeclaredAt, key: string | number | undefined): DeclaredAt {
  const type = key === undefined ? undefined : declared(key);
  return typeof type === 'object' ? () => type[0] : NOTHING_DECLARED;
}

function ownClass(type: unknown): Function | undefined {
  return typeof type === 'function' && !BUILT_INS.has(type) && typeof type.prototype === 'object'
    ? type
    : undefined;
}

export function prototypeOf(declared: Function): object {
  const { prototype } = declared as { readonly prototype: object };
  return prototype;
}

/** reflect-metadata, which Nest loads, adds `getMetadata` to Reflect; without it nothing is declared. */
function designType(prototype: object, key: string): unknown {
  const getMetadata: unknown = Reflect.get(Reflect, 'getMetadata');
  return typeof getMetadata === 'function'
    ? Reflect.apply(getMetadata, Reflect, ['design:type', prototype, key])
    : undefined;
}
