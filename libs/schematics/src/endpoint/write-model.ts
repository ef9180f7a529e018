import { apply, mergeWith, move, noop, pathTemplate, url, type Rule } from '@angular-devkit/schematics';
import type { Location } from '../project/location.js';

/** A small model beside the app, unless there is one at its place. */
export function writeModel({ name }: Location): Rule {
  return (tree) => {
    if (tree.exists(`/models/${name}.onnx`)) return noop();
    return mergeWith(apply(url('./files/model'), [pathTemplate({ name }), move('/models')]));
  };
}
