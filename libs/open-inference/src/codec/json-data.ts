import { BadRequestException } from '@nestjs/common';
import { fixedOf, store, type Datatype } from './datatypes.js';
import { elementsOf, type InferenceTensor } from './inference-tensor.js';

/**
 * A tensor whose elements a client has sent as JSON: one list, or lists in lists as the shape has it.
 *
 * @param name of the tensor, for errors
 * @throws BadRequestException
 */
export function readJsonData(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  data: unknown,
): InferenceTensor {
  if (!Array.isArray(data)) throw new BadRequestException(`"${name}": its data must be a list`);
  const rows: readonly unknown[] = data;
  const elements = Array.isArray(rows[0]) ? flatten(name, rows, shape) : rows;
  if (elements.length !== elementsOf(shape)) {
    const wanted = `its shape [${shape.join(', ')}] needs ${elementsOf(shape)} elements`;
    throw new BadRequestException(`"${name}": ${wanted}, got ${elements.length}`);
  }
  return { datatype, shape, data: convert(name, datatype, elements) };
}

/** As deep as the shape says, and no deeper; so a shape that does not fit is told before anything is put together. */
function flatten(name: string, rows: readonly unknown[], shape: readonly number[]): readonly unknown[] {
  const elements: unknown[] = [];
  if (append(elements, rows, shape, 0)) return elements;
  throw new BadRequestException(`"${name}": its lists do not have the shape [${shape.join(', ')}]`);
}

/** @returns false where the lists differ from the shape */
function append(elements: unknown[], list: unknown, shape: readonly number[], axis: number): boolean {
  if (!Array.isArray(list) || list.length !== shape[axis]) return false;
  const isInnermost = axis === shape.length - 1;
  // One by one: `flat` and `push(...list)` take several times as long.
  for (const one of list as readonly unknown[]) {
    if (isInnermost) elements.push(one);
    else if (!append(elements, one, shape, axis + 1)) return false;
  }
  return true;
}

function convert(name: string, datatype: Datatype, elements: readonly unknown[]): InferenceTensor['data'] {
  const wrong = (index: number): BadRequestException =>
    new BadRequestException(`"${name}": element ${index} is no ${datatype}`);
  const fixed = fixedOf(datatype);
  if (!fixed) {
    const at = elements.findIndex((element) => typeof element !== 'string');
    if (at >= 0) throw wrong(at);
    return elements as readonly string[];
  }
  if (fixed.json === 'none') {
    throw new BadRequestException(`"${name}": ${datatype} has no JSON form; send it as binary data`);
  }
  const data = new fixed.Data(elements.length);
  for (const [index, element] of elements.entries()) {
    // A literal such as 1e999 is read as infinite.
    const isNumber = typeof element !== 'number' || Number.isFinite(element);
    if (!isNumber || !store(fixed, data, index, element)) throw wrong(index);
  }
  return data;
}

/**
 * The elements as one JSON list. Integers of 64 bits are written whole, which `JSON.stringify` cannot.
 *
 * @throws BadRequestException for what JSON has no form for: half floats, NaN, the infinities
 */
export function writeJsonData(name: string, { datatype, data }: InferenceTensor): string {
  const fixed = fixedOf(datatype);
  const unfit = (what: string): BadRequestException =>
    new BadRequestException(`"${name}": ${what}; ask for it as binary data`);
  if (Array.isArray(data)) return JSON.stringify(data.map((element) => text(element, unfit)));
  if (fixed?.json === 'none') throw unfit(`${datatype} has no JSON form`);
  if (fixed?.json === 'boolean') return `[${Array.from(data as Uint8Array, (bit) => bit !== 0).join(',')}]`;
  if (fixed?.json === 'float' && !areFinite(data as Float32Array)) {
    throw unfit('it has elements that are not finite, which JSON has no form for');
  }
  if (fixed?.json === 'bigint') return `[${(data as BigInt64Array).join(',')}]`;
  return JSON.stringify(Array.from(data as Float32Array));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(element: string | Uint8Array, unfit: (what: string) => Error): string {
  if (typeof element === 'string') return element;
  try {
    return UTF8.decode(element);
  } catch {
    throw unfit('it has elements that are no UTF-8 text');
  }
}

function areFinite(data: Float32Array): boolean {
  for (const value of data) if (!Number.isFinite(value)) return false;
  return true;
}
