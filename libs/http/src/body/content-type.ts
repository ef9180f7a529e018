export interface ContentType {
  /** Lower-case `type/subtype`; `''` when the header is missing. */
  readonly type: string;
  /** Lower-case; `utf-8` when none is given. */
  readonly charset: string;
}

const JSON_TYPE: ContentType = { type: 'application/json', charset: 'utf-8' };

/** What is not looked into. */
export const OCTETS: ContentType = { type: 'application/octet-stream', charset: 'utf-8' };

/** Reads a `content-type` header, parameters other than `charset` left aside. */
export function parseContentType(header: string | undefined): ContentType {
  // What nearly every client sends, letter for letter.
  if (header === 'application/json' || header === 'application/json; charset=utf-8') return JSON_TYPE;
  const [type = '', ...parameters] = (header ?? '').split(';');
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([^"\s]+)/i.exec(one)?.[1]).find(Boolean);
  return { type: type.trim().toLowerCase(), charset: (charset ?? 'utf-8').toLowerCase() };
}

export const isJson = (type: string): boolean =>
  type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type);
export const isForm = (type: string): boolean => type === 'application/x-www-form-urlencoded';
export const isText = (type: string): boolean => type.startsWith('text/');
export const isMultipart = (type: string): boolean => type === 'multipart/form-data';
