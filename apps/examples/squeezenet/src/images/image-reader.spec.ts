import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { ImageReader } from './image-reader.js';

const SIDE = 224;
const RED = { r: 255, g: 0, b: 0 };
const BLUE = { r: 0, g: 0, b: 255 };
const plain = (width: number, height: number, background: object = RED): Sharp =>
  sharp({ create: { width, height, channels: 3, background } });

describe('the reader of images', () => {
  let reader: ImageReader;
  beforeAll(async () => {
    reader = await ImageReader.load();
  });

  const read = async (image: Sharp): Promise<number[]> => {
    const pixels = await reader.read(await image.toBuffer(), SIDE);
    expect(pixels).toHaveLength(SIDE * SIDE * 3);
    return [...pixels.subarray(0, 3)];
  };

  it('takes an image of the right size as it is', async () => {
    const pixels = Buffer.from(Array.from({ length: SIDE * SIDE * 3 }, (_, at) => at % 251));
    const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
    const png = await sharp(pixels, { raw }).png().toBuffer();
    expect(await reader.read(png, SIDE)).toEqual(pixels);
  });

  it.each([
    ['grey', plain(SIDE, SIDE, BLUE).greyscale().png()],
    ['with alpha', plain(SIDE, SIDE, BLUE).ensureAlpha().webp({ lossless: true })],
    ['CMYK', plain(SIDE, SIDE, BLUE).toColourspace('cmyk').jpeg()],
    ['of 16 bits', plain(SIDE, SIDE, BLUE).toColourspace('rgb16').png()],
    ['a GIF', plain(300, 300, BLUE).gif()],
  ])('makes three channels of an image that is %s', async (_, image) => {
    const [red = NaN, , blue = NaN] = await read(image);
    expect(blue).toBeGreaterThanOrEqual(red);
  });

  it.each([
    [
      plain(600, 300).composite([
        { input: { create: { width: 300, height: 300, channels: 3, background: BLUE } }, left: 150, top: 0 },
      ]),
    ],
    [
      plain(100, 200).composite([
        { input: { create: { width: 100, height: 100, channels: 3, background: BLUE } }, left: 0, top: 50 },
      ]),
    ],
  ])('takes the middle of an image of another size', async (image) => {
    const [red = NaN, , blue = NaN] = await read(image.png());
    expect([red < 5, blue > 250]).toEqual([true, true]);
  });

  const whole = (image: Sharp): Promise<Buffer> => image.toBuffer();
  const lying = async (): Promise<Buffer> => {
    const png = await whole(plain(8, 8).png());
    png.writeUInt32BE(50_000, 16);
    png.writeUInt32BE(50_000, 20);
    return png;
  };
  const cut = async (image: Sharp): Promise<Buffer> => (await whole(image)).subarray(0, -60);

  it.each([
    ['text', 415, async () => Buffer.from('a cat')],
    ['SVG', 415, async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['TIFF', 415, () => whole(plain(8, 8).tiff())],
    ['more pixels than are read', 413, () => whole(plain(6_000, 6_000).png())],
    ['a header that claims them', 413, lying],
    ['a PNG cut off', 422, () => cut(plain(SIDE, SIDE).png({ compressionLevel: 0 }))],
    ['a JPEG cut off', 422, () => cut(plain(SIDE, SIDE).jpeg())],
    ['a signature alone', 422, async () => Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['a line of a million pixels', 422, () => whole(plain(1, 1_000_000).png())],
  ])('refuses %s with %d', async (_, status, image) => {
    await expect(reader.read(await image(), SIDE)).rejects.toMatchObject({ status });
  });
});
