import { LitServeException } from '#common';

/**
 * @param charset a label `TextDecoder` knows, in lower case
 * @throws LitServeException `unsupported_media_type`
 */
export function decodeText(bytes: Buffer, charset: string): string {
  if (charset === 'utf-8' || charset === 'utf8') return bytes.toString('utf8');
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (cause) {
    throw new LitServeException('unsupported_media_type', {
      details: { what: `charset "${charset.slice(0, 40)}"` },
      cause,
    });
  }
}
