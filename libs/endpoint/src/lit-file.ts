/**
 * A file of a `multipart/form-data` body, where no interceptor of the app has read it. Plain data: it crosses to the worker
 * as it is. It is a class only so that parameters and properties of DTOs can be declared with it.
 *
 * @example decodeRequest(@Body('image') image: LitFile) { return decode(image.bytes); }
 */
export abstract class LitFile {
  /** As the client calls it, without folders; `''` when its form had no file chosen. */
  abstract readonly name: string;
  /** The content type its client gives, unchecked. */
  abstract readonly type: string;
  abstract readonly bytes: Buffer;
}
