/** A part of a stream whose bytes came ready from the worker, in the format its request asked for. */
export class ReadyChunk {
  constructor(readonly bytes: Uint8Array) {}
}
