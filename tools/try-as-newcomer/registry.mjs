import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const manifest = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
);

/** A registry that has the packed package, and sends npm elsewhere for everything else. */
export class Registry {
  #server;

  static async start(packed) {
    const registry = new Registry();
    const real = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
    registry.#server = createServer((request, response) => {
      if (request.url === `/${manifest.name}`) {
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify(registry.#packument(packed)));
      } else if (request.url === '/packed.tgz') {
        response.end(readFileSync(packed.file));
      } else {
        response.writeHead(302, { location: new URL(request.url.slice(1), real).href }).end();
      }
    }).listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  async stop() {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #packument({ integrity, version }) {
    const dist = { tarball: `${this.url}packed.tgz`, integrity };
    return {
      name: manifest.name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...manifest, devDependencies: undefined, scripts: undefined, dist } },
    };
  }
}
