import { decodeText } from './decode-text.js';
import { formFields } from './form-fields.js';

/**
 * Fields of an `application/x-www-form-urlencoded` body; repeated ones are a list.
 *
 * @throws LitServeException `unsupported_media_type`
 */
export function parseUrlencoded(bytes: Buffer, charset: string): Record<string, string | string[]> {
  const isUtf8 = charset === 'utf-8' || charset === 'utf8';
  return formFields(isUtf8 ? new URLSearchParams(bytes.toString('utf8')) : pairsOf(bytes, charset));
}

/** What an escape stands for is a byte of the charset, and `URLSearchParams` knows only those of UTF-8. */
function pairsOf(bytes: Buffer, charset: string): [string, string][] {
  const decode = (text: string): string => {
    const raw = text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return decodeText(Buffer.from(raw, 'latin1'), charset);
  };
  const pairs = bytes.toString('latin1').split('&');
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    });
}
