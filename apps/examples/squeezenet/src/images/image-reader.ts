import {
  PayloadTooLargeException,
  UnprocessableEntityException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { Sharp, default as decode } from 'sharp';
import type { Upload } from '../../../uploads/uploaded-bytes.js';
import { imageBytes } from './image-bytes.js';
import { isKnownImage } from './known-images.js';

/** A file of a few hundred bytes can claim billions of pixels, which would all be decoded. */
const MAX_PIXELS = 24_000_000;
const READING = { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true } as const;
const TIMEOUT_SECONDS = 5;
/** How much larger than its centre an image is before it is cut, as ImageNet is tested. */
const MARGIN = 256 / 224;

/** Reads images of clients: whatever they are, they cost bounded time and memory. For workers. */
export class ImageReader {
  private constructor(private readonly sharp: typeof decode) {}

  /** Loads sharp, which only workers need. */
  static async load(): Promise<ImageReader> {
    const { default: sharp } = await import('sharp');
    // Images of a batch are decoded beside each other; one thread for each is its share, and none comes twice.
    sharp.concurrency(1);
    sharp.cache(false);
    return new ImageReader(sharp);
  }

  /**
   * The middle of an image as pixels: `uint8 [side, side, R G B]`. An image of that size already is taken as it is.
   *
   * @throws BadRequestException when there is no image, UnsupportedMediaTypeException for what is neither JPEG, PNG, WebP nor
   *   GIF, PayloadTooLargeException for too many pixels, UnprocessableEntityException for a damaged image
   */
  async read(upload: Upload, side: number): Promise<Buffer> {
    const bytes = imageBytes(upload);
    if (!isKnownImage(bytes)) {
      throw new UnsupportedMediaTypeException('the file is no JPEG, PNG, WebP or GIF image');
    }
    try {
      const image = await this.#open(bytes, side);
      return await image
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .timeout({ seconds: TIMEOUT_SECONDS })
        .toBuffer();
    } catch (cause) {
      if (cause instanceof PayloadTooLargeException) throw cause;
      const message = 'the image cannot be decoded: it is damaged, cut off, or takes too long';
      throw new UnprocessableEntityException(message, { cause });
    }
  }

  /** Upright, and cut to its middle; nothing is decoded yet. */
  async #open(bytes: Buffer, side: number): Promise<Sharp> {
    // Only the header is read here, so that the limit can be told from other errors.
    const { width, height } = await this.sharp(bytes, { ...READING, limitInputPixels: false }).metadata();
    if (width * height > MAX_PIXELS) {
      throw new PayloadTooLargeException(
        `the image has ${width} x ${height} pixels; at most ${MAX_PIXELS} are read`,
      );
    }
    const image = this.sharp(bytes, READING).autoOrient();
    if (width === side && height === side) return image;
    const around = Math.round(side * MARGIN);
    const start = Math.round((around - side) / 2);
    return image.resize(around, around).extract({ left: start, top: start, width: side, height: side });
  }
}
