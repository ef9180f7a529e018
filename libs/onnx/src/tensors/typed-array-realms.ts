const REPLACED_BY_JEST = [
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
];

/**
 * Lets `instanceof Float32Array` and its siblings be true for the arrays native code makes.
 *
 * Jest runs each test file with typed array classes of its own, all but Uint8Array. The native half of onnxruntime
 * returns arrays of Node's classes, and its JavaScript half then refuses them ("A float32 tensor's data must be type of
 * function Float32Array"), so that no model runs in a test. The change lives and dies with the sandbox of one test
 * file; where all classes come from one realm, which is everywhere else, this does nothing.
 */
export function acceptArraysOfNativeCode(): void {
  if (Object.getPrototypeOf(Float32Array) === Object.getPrototypeOf(Uint8Array)) return;
  for (const TypedArray of REPLACED_BY_JEST) {
    const tag = `[object ${TypedArray.name}]`;
    Object.defineProperty(TypedArray, Symbol.hasInstance, {
      configurable: true,
      value: (candidate: unknown) => Object.prototype.toString.call(candidate) === tag,
    });
  }
}
