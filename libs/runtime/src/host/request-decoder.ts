import { argumentTypes, nestParameterCount } from '#endpoint';
import { decodeArgs } from '#wire';
import type { HostItem } from './host-item.js';
import type { HostedEndpoint } from './hosted-endpoint.js';

export interface Decoded {
  readonly item: HostItem;
  readonly input: unknown;
}

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
    const waiting = items.filter((item) => !item.context.cancelled);
    const decoded = await Promise.all(
      waiting.map(async (item) => {
        try {
          return [{ item, input: await this.#decode(item) }];
        } catch (error) {
          failed(item, error);
          return [];
        }
      }),
    );
    return decoded.flat().filter(({ item }) => !item.context.cancelled);
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
