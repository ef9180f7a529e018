import { RequestMethod, type Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { DATATYPES, fixedOf, tensorType } from '../../libs/open-inference/src/codec/datatypes.js';
import { OpenInferenceModule } from '../../libs/open-inference/src/open-inference.module.js';
import { tableRows } from './support/markdown.js';
import { read } from './support/repository.js';

const page = read('docs/guides/open-inference.md').text;
const meta = (key: string, target: object): unknown => Reflect.getMetadata(key, target);

/** As the page writes them: without those for one version, which are the same, and without slashes at the end. */
function routes(): string[] {
  const controllers = meta('controllers', OpenInferenceModule) as Type[];
  const all = controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, Function>;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] as Function;
      const method = RequestMethod[meta('method', handler) as number];
      const path = (inner: string) => `/${String(meta('path', controller))}/${inner}`.replace(/\/+/g, '/');
      return [meta('path', handler) as string | string[]]
        .flat()
        .map((inner) => `${method} ${path(inner).replace(/(.)\/$/, '$1')}`);
    });
  });
  return [...new Set(all)];
}

describe('docs/guides/open-inference.md', () => {
  it('has every route, and no other', () => {
    const plain = routes().filter((route) => !route.includes('/versions/'));
    expect(tableRows(page, 'route').map(([route]) => route)).toEqual(expect.arrayContaining(plain));
    expect(tableRows(page, 'route')).toHaveLength(plain.length);
  });

  it('is right that routes to a model are there for each version', () => {
    const ofModels = routes().filter((route) => / \/models\/:model(?!\/versions)/.test(route));
    const versioned = ofModels.map((route) => route.replace(':model', ':model/versions/:version'));
    expect(routes()).toEqual(expect.arrayContaining(versioned));
  });

  it('has every datatype, with what it is and its JSON form', () => {
    const rows = tableRows(page, 'datatype').map(([name, tensor, json]) => [
      name,
      tensor?.split(',')[0],
      json,
    ]);
    expect(rows).toEqual(DATATYPES.map((name) => [name, tensorType(name), fixedOf(name)?.json ?? 'text']));
  });
});
