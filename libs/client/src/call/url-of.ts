import type { CallOptions } from '../client.options.js';

/**
 * The address of a route below that of the server.
 *
 * @throws TypeError for a parameter of the path that has no value
 */
export function urlOf(server: string, path: string, { params = {}, query = {} }: CallOptions): string {
  const filled = path.replaceAll(/\{(\w+)\}|:([a-z_]\w*)/gi, (_, braced?: string, colon?: string) => {
    const name = braced ?? colon ?? '';
    const value = params[name];
    if (value === undefined) throw new TypeError(`${path} needs params: { ${name}: … }`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.append(name, String(value));
  return `${server}${filled.startsWith('/') ? '' : '/'}${filled}${[...search].length > 0 ? `?${search.toString()}` : ''}`;
}
