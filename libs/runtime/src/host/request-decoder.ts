import { argumentTypes, nestParameterCount } from '#endpoint';
import { decodeArgs } from '#wire';
import { isThenable } from '../stream/thenable.js';
import type { HostItem } from './host-item.js';
import type { HostedEndpoint } from './hosted-endpoint.js';

export interface Decoded {
  readonly item: HostItem;
  readonly input: unknown;
}

const isWanted = (one: Decoded | undefined): one is Decoded =>
  one !== undefined && !one.item.context.cancelled;

/** Runs `decodeRequest` of one endpoint. */
export class RequestDecoder {
  /** Declared types of the parameters Nest fills, by index; the context comes after them. */
  readonly #argumentTypes: ReturnType<typeof argumentTypes>;
  readonly #contextIndex: number;

  constructor(private readonly endpoint: HostedEndpoint) {
    this.#argumentTypes = argumentTypes(endpoint.cls);
    this.#contextIndex = nestParameterCount(endpoint.cls);
  }

  /**
   * The inputs for `predict`. Items that nobody waits for any more, before or after their decoding, have none.
   *
   * @param failed told of the items that have none because their decoding threw
   */
  async decodeAll(
    items: readonly HostItem[],
    failed: (item: HostItem, error: unknown) => void,
  ): Promise<Decoded[]> {
    const decoded: (Decoded | undefined)[] = [];
    // Most endpoints decode without waiting: a promise for each item would be nothing but its cost.
    const pending: Promise<void>[] = [];
    for (const item of items) {
      if (item.context.cancelled) continue;
      try {
        const input = this.#decode(item);
        const position = decoded.push(isThenable(input) ? undefined : { item, input }) - 1;
        if (isThenable(input)) pending.push(fill(decoded, position, { item, input }, failed));
      } catch (error) {
        failed(item, error);
      }
    }
    if (pending.length > 0) await Promise.all(pending);
    return decoded.filter(isWanted);
  }

  #decode({ args, context }: HostItem): unknown {
    const { instance } = this.endpoint;
    const given = decodeArgs(args, this.#argumentTypes);
    if (!instance.decodeRequest) return given[0];
    // Left-out trailing arguments must not move the context forward.
    const parameters = Array.from({ length: this.#contextIndex }, (_, index) => given[index]);
    return instance.decodeRequest(...parameters, context);
  }
}

/** An item whose decoding fails leaves its position empty. */
async function fill(
  decoded: (Decoded | undefined)[],
  position: number,
  { item, input }: { readonly item: HostItem; readonly input: PromiseLike<unknown> },
  failed: (item: HostItem, error: unknown) => void,
): Promise<void> {
  try {
    decoded[position] = { item, input: await input };
  } catch (error) {
    failed(item, error);
  }
}
