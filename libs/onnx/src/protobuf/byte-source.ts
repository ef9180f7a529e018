import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that are read piece by piece. */
export interface ByteSource {
  readonly size: number;
  /** Fills `target` from `at` on, and says with how many bytes. */
  read(target: Uint8Array, at: number): number;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(target, at) {
      const part = bytes.subarray(at, at + target.length);
      target.set(part);
      return part.length;
    },
  };
}

/** @throws Error when there is no such file */
export function fileSource(path: string): ByteSource & { close(): void } {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read: (target, at) => readSync(file, target, 0, target.length, at),
    close: () => closeSync(file),
  };
}
