/** So long that a few thousand bodies have gone by. */
export const LARGE_WARM_UP = 5;

const numbers = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => Math.sin(index) * 10);

/** 600 KB of JSON: numbers of some ten characters. */
export const LARGE_JSON = {
  path: '/predict',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(Array.from(numbers(57_000), (value) => Number(value.toFixed(7)))),
};

/** 600 KB of bytes. */
export const LARGE_BINARY = {
  path: '/predict',
  headers: { 'content-type': 'application/octet-stream' },
  body: new Uint8Array(numbers(150_000).buffer),
};
