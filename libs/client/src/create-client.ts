import type { Client } from './client.js';
import type { ClientOptions } from './client.options.js';
import { FetchClient } from './fetch-client.js';
import { WORLD } from './call/surroundings.js';

/**
 * A client for the endpoints of a server. Its types are what you say by path: classes of endpoints (`import type` is
 * enough), or the `paths` that openapi-typescript makes of an OpenAPI document.
 *
 * @throws TypeError for a number that is none, or below 0
 * @example
 * const client = createClient<{ '/predict': DigitsApi }>({ url: 'http://localhost:3000' });
 * const { digit } = await client.predict('/predict', { pixels });
 */
export function createClient<Endpoints extends object = Record<string, unknown>>(
  options: ClientOptions = {},
): Client<Endpoints> {
  return new FetchClient<Endpoints>(options, WORLD);
}
