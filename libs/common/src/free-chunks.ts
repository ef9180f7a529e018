/** Nobody is behind it: the memory of what is transferred to it is freed. */
const nowhere = new MessageChannel().port1;
nowhere.close();

/**
 * Frees the memory of chunks at once, where the garbage collector would find it later, and would set out for it: memory of
 * buffers counts as a part of the heap, so that 20 bodies of 600 KB are reason enough to look through all of it.
 *
 * The chunks become empty. Nobody may look at them any more, and least of all the kernel: none may be in a write that has
 * not ended. A chunk that shares its memory with others is left to the collector.
 */
export function freeChunks(chunks: readonly Uint8Array[]): void {
  const buffers: ArrayBuffer[] = [];
  for (const { buffer, byteLength } of chunks) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffers.push(buffer);
  }
  nowhere.postMessage(null, buffers);
}
