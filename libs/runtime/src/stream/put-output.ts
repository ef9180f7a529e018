import { DONE } from '#endpoint';
import { isError } from '../host/kind-of.js';
import type { ItemWriter } from './item-writer.js';
import { isThenable } from './thenable.js';

/**
 * Does with an item's entry of a step what it means: an output, nothing, the end, or an error. What goes wrong with it
 * is that item's failure, so neither this nor its promise fails.
 *
 * @returns when to go on, if not at once
 */
export function putOutput(writer: ItemWriter, entry: unknown): Promise<void> | undefined {
  if (!writer.stream.isOpen || entry === undefined) return undefined;
  try {
    const written = isThenable(entry) ? awaited(writer, entry) : put(writer, entry);
    return written?.catch((error: unknown) => writer.stream.fail(error));
  } catch (error) {
    writer.stream.fail(error);
    return undefined;
  }
}

function put(writer: ItemWriter, output: unknown): Promise<void> | undefined {
  if (output === undefined) return undefined;
  if (output === DONE) return writer.end();
  if (isError(output)) throw output;
  return writer.write(output);
}

async function awaited(writer: ItemWriter, entry: PromiseLike<unknown>): Promise<void> {
  await put(writer, await entry);
}
