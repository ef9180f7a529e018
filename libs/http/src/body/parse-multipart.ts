import type { LitFile } from '#endpoint';
import { parseContentType } from './content-type.js';
import { decodeText } from './decode-text.js';
import { formFields } from './form-fields.js';
import { malformedForm, splitMultipart, type Part } from './split-multipart.js';

/** Texts and files of a form by name; repeated ones are a list. */
export type FormBody = Record<string, string | LitFile | (string | LitFile)[]>;

const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i;
/** Browsers leave a backslash as it is, older clients put one before a quote: one at the very end is a browser's. */
const PARAMETER = /;\s*([^\s;=]+)\s*=\s*(?:"((?:\\"(?!\s*(?:;|$))|[^"])*)"|([^\s;"]*))/g;
/** RFC 7578. */
const DEFAULT_TYPE = 'text/plain';

/**
 * Reads `multipart/form-data` from memory. Clients differ in how they write the names of fields and files; what
 * browsers, curl, Python, .NET and Java send is understood, on any version of Node. Bytes of files are views of `body`.
 *
 * @throws LitServeException `invalid_body`; `unsupported_media_type` for the charset of a text
 */
export function parseMultipart(body: Buffer, contentType: string): FormBody {
  const match = BOUNDARY.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw malformedForm('its content-type names no boundary');
  return formFields(Array.from(splitMultipart(body, boundary), fieldOf));
}

function fieldOf({ headers, bytes }: Part): [string, string | LitFile] {
  const disposition = parametersOf(headers.get('content-disposition') ?? '');
  const name = disposition.get('name');
  if (name === undefined) throw malformedForm('a part has no name');
  const type = headers.get('content-type') ?? DEFAULT_TYPE;
  const fileName = extendedText(disposition.get('filename*')) ?? disposition.get('filename');
  if (fileName === undefined) return [name, decodeText(bytes, parseContentType(type).charset)];
  return [name, { name: withoutFolders(fileName), type, bytes }];
}

/** The parameters of a `content-disposition`; a quoted `%22` and line breaks as browsers escape them. */
function parametersOf(disposition: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(disposition.matchAll(PARAMETER), ([, name = '', quoted, bare = '']) => [
      name.toLowerCase(),
      quoted === undefined ? bare : unescape(quoted),
    ]),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { '%22': '"', '%0D': '\r', '%0A': '\n', '\\"': '"' };

const unescape = (text: string): string =>
  text.replace(/%22|%0D|%0A|\\"/gi, (escape) => ESCAPES[escape.toUpperCase()] ?? escape);

/** `utf-8''%e2%82%ac.txt` (RFC 8187); `undefined` when it is none, and then the plain parameter counts. */
function extendedText(text: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(text ?? '')?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** Some clients send a whole path, and nobody should join it to one of the server's. */
const withoutFolders = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
