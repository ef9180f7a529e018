import { Module, type Type } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';

const COUNT = Number(process.env['BENCH_ENDPOINTS'] ?? 64);

/** A module with many endpoints, each a class of its own. */
function manyModule(pool?: string): Type {
  const providers = Array.from({ length: COUNT }, (_, index) => {
    const name = `endpoint-${index}`;
    // All these classes have one name, by which they would share a pool.
    @LitEndpoint(`/${name}`, { name, pool: pool ?? name })
    class Endpoint {
      predict(input: unknown): unknown {
        return input;
      }
    }
    return Endpoint;
  });
  @Module({ providers })
  class ManyModule {}
  return ManyModule;
}

export const manyWithOwnPools = (): Type => manyModule();
export const manyInOnePool = (): Type => manyModule('shared');
