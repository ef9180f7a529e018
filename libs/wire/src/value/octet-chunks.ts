/** Bytes in the chunks they came in. Cross without a copy and arrive as one Buffer. */
export class OctetChunks {
  constructor(readonly chunks: readonly Uint8Array[]) {}

  /** All of them in one, copied. */
  join(): Buffer {
    return Buffer.concat(this.chunks);
  }
}
