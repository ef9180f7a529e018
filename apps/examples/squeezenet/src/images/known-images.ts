/** How files of these types begin: JPEG, PNG and both versions of GIF. */
const BEGINNINGS: readonly string[] = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF87a', 'GIF89a'];

/** Whether a file begins as JPEG, PNG, WebP or GIF do. Decoders of anything else never see what clients send. */
export function isKnownImage(file: Buffer): boolean {
  const start = file.toString('latin1', 0, 16);
  const isWebP = start.startsWith('RIFF') && start.startsWith('WEBP', 8);
  return isWebP || BEGINNINGS.some((beginning) => start.startsWith(beginning));
}
