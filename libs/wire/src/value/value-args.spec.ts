import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import type { Declared } from './declared-class.js';
import { decodeArgs, encodeArgs, receivedOf } from './value-codec.js';

/** Stands for a decorator of class-validator: any decorator makes TypeScript write `design:type`. */
const Checked = (): PropertyDecorator => () => undefined;

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
  get length(): number {
    return Math.hypot(this.x, this.y);
  }
  toJSON(): string {
    return 'never asked';
  }
}

class Box {
  @Checked() corner: Point = new Point(3, 4);
  @Checked() corners: Point[] = [new Point(6, 8)];
  @Checked() when = new Date(0);
  @Checked() when2: Date = new Date(1);
  undeclared = new Point(1, 1);
  $ = 'mine';
  nothing = undefined;
  pixels = new Float32Array([1, 2]);
  area(): number {
    return this.corner.x * this.corner.y;
  }
}

const roundTrip = (args: unknown[], types: (Declared | undefined)[]): unknown[] =>
  decodeArgs(receivedOf(encodeArgs(args, types)), types);

describe('encodeArgs and decodeArgs', () => {
  it('gives a DTO its prototype back', () => {
    const [box] = roundTrip([new Box()], [Box]) as [Box];
    expect(box).toBeInstanceOf(Box);
    expect(box.area()).toBe(12);
    expect(Object.keys(box)).toEqual(Object.keys(new Box()));
    expect(box).toMatchObject({
      $: 'mine',
      when: new Date(0),
      when2: new Date(1),
      pixels: new Float32Array([1, 2]),
    });
    expect(Object.hasOwn(box, 'nothing')).toBe(true);
  });

  it('gives nested instances theirs where metadata names a class, and plain objects elsewhere', () => {
    const [box] = roundTrip([new Box()], [Box]) as [Box];
    expect(box.corner).toBeInstanceOf(Point);
    expect(box.corner.length).toBe(5);
    expect(box.corners).toStrictEqual([{ x: 6, y: 8 }]);
    expect(box.undeclared).toStrictEqual({ x: 1, y: 1 });
  });

  it('never makes an instance of what is none', () => {
    const plain = { corner: { x: 1, y: 2 } };
    expect(roundTrip([plain, 7, 'text', null, undefined], [Box, Box, Box, Box, Box])).toStrictEqual([
      plain,
      7,
      'text',
      null,
      undefined,
    ]);
    const box = Object.assign(new Box(), { corner: { x: 1, y: 2 } });
    expect((roundTrip([box], [Box])[0] as Box).corner).toStrictEqual({ x: 1, y: 2 });
  });

  it('gives an instance of a subclass the declared class', () => {
    class Point3 extends Point {
      readonly z = 5;
    }
    const [point] = roundTrip([new Point3(3, 4)], [Point]);
    expect(Object.getPrototypeOf(point)).toBe(Point.prototype);
    expect(point).toMatchObject({ x: 3, y: 4, z: 5 });
  });

  it.each<[Declared | undefined]>([[undefined], [Object], [Array], [Map], [String]])(
    'refuses an instance where %p is declared',
    (type) => {
      expect(() => encodeArgs([1, new Point(1, 2)], [undefined, type])).toThrow(
        'args[1]: an instance of class Point',
      );
    },
  );

  it('refuses methods and opaque natives inside a DTO', () => {
    expect(() => encodeArgs([Object.assign(new Box(), { corner: () => 1 })], [Box])).toThrow(
      'args[0].corner: a function',
    );
    expect(() => encodeArgs([Object.assign(new Box(), { when: Promise.resolve() })], [Box])).toThrow(
      'args[0].when: a Promise',
    );
  });

  it('marks plain arguments so that nobody walks them again', () => {
    expect(encodeArgs([{ a: 1 }, 'x'], [Box, undefined]).json).toBe('{"p":[{"a":1},"x"]}');
  });

  it('leaves the fields alone when the other side declares no class', () => {
    const encoded = encodeArgs([new Point(1, 2)], [Point]);
    expect(decodeArgs(receivedOf(encoded), [])).toStrictEqual([{ x: 1, y: 2 }]);
  });

  it('does not change the DTO it encodes', () => {
    const box = Object.freeze(new Box());
    encodeArgs([box], [Box]);
    expect(box.corner).toBeInstanceOf(Point);
  });

  it('loses a key __proto__ of a DTO', () => {
    const point = Object.defineProperty(new Point(1, 2), '__proto__', {
      value: { admin: true },
      enumerable: true,
    });
    const [back] = roundTrip([point], [Point]);
    expect(Object.getPrototypeOf(back)).toBe(Point.prototype);
    expect(back).toStrictEqual(new Point(1, 2));
  });

  it('gives the elements of an array theirs where the class of elements is declared', () => {
    const [points] = roundTrip([[new Point(3, 4), { x: 1, y: 2 }, 5]], [[Point]]) as [unknown[]];
    expect(points[0]).toBeInstanceOf(Point);
    expect(points[0]).toMatchObject({ x: 3, y: 4 });
    expect(points.slice(1)).toStrictEqual([{ x: 1, y: 2 }, 5]);
    expect(() => encodeArgs([[new Point(1, 2)]], [[String]])).toThrow('an instance of class Point');
    expect(() => encodeArgs([new Point(1, 2)], [[Point]])).toThrow('args[0]: an instance of class Point');
  });
});
