/** What `GET /info` says of an endpoint, as far as it is used here. */
export interface BenchedEndpoint {
  readonly name: string;
  readonly paths: readonly string[];
  readonly pool: string;
  readonly stream: boolean;
  readonly maxBatchSize: number;
  readonly batchTimeoutMs: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly maxQueueSize: number;
  readonly stats: EndpointCounts;
}

export interface EndpointCounts {
  readonly waiting: number;
  readonly running: number;
  readonly batches: Readonly<Record<string, number>>;
}

/** The server that is benched, as it describes itself. */
export interface BenchedServer {
  readonly version: string;
  /** Where its information was found. */
  readonly infoUrl: URL;
  readonly endpoint: BenchedEndpoint;
  /** Endpoints of the same pool: what they do is not seen here. */
  readonly neighbours: readonly string[];
  /** Ready workers of its pool; `undefined` when `/health` does not say. */
  readonly workers: number | undefined;
  readonly devices: readonly string[];
}

interface Info {
  readonly server?: { readonly name?: string; readonly version?: string };
  readonly endpoints?: readonly BenchedEndpoint[];
}

interface Health {
  readonly pools?: readonly {
    readonly name: string;
    readonly ready: number;
    readonly workers: readonly { readonly device: string }[];
  }[];
}

/** JSON of a URL; `undefined` when there is none. */
export type GetJson = (url: URL) => Promise<unknown>;

/**
 * Looks for `/info` beside the endpoint and then in each folder above, which finds it behind a global prefix.
 *
 * @param name of the endpoint, for a path it does not tell, such as those of specs
 * @returns `undefined` for a server of another kind, or an endpoint it does not know
 */
export async function describeServer(
  url: URL,
  name: string | undefined,
  get: GetJson,
): Promise<BenchedServer | undefined> {
  for (const folder of foldersOf(url.pathname)) {
    const infoUrl = new URL(`${folder}info`, url);
    const info = (await get(infoUrl)) as Info | undefined;
    if (info?.server?.name !== 'nestjs-litserve') continue;
    const endpoints = info.endpoints ?? [];
    const endpoint = endpoints.find((one) =>
      name === undefined ? one.paths.some((path) => matches(path, url.pathname)) : one.name === name,
    );
    if (!endpoint) return undefined;
    const health = (await get(new URL(`${folder}health`, url))) as Health | undefined;
    const pool = health?.pools?.find((one) => one.name === endpoint.pool);
    return {
      version: info.server.version ?? '',
      infoUrl,
      endpoint,
      neighbours: endpoints
        .filter((one) => one.pool === endpoint.pool && one.name !== endpoint.name)
        .map((one) => one.name),
      workers: pool?.ready,
      devices: [...new Set(pool?.workers.map(({ device }) => device))],
    };
  }
  return undefined;
}

/** `/a/b/c` is in `/a/b/`, `/a/` and `/`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return Array.from({ length: Math.max(parts.length, 1) }, (_, up) => {
    const above = parts.slice(0, Math.max(parts.length - 1 - up, 0));
    return above.length === 0 ? '/' : `/${above.join('/')}/`;
  });
}

/** A path as Nest writes it, `/models/:id`, against the one that is called. */
function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern, path].map((one) => one.split('/').filter(Boolean)) as [
    string[],
    string[],
  ];
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith(':') || part === given[at])
  );
}
