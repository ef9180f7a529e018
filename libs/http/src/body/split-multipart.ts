import { LitServeException } from '#common';

/** One part of a multipart body; its bytes are a view of the body. */
export interface Part {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Buffer;
}

interface Delimiter {
  readonly start: number;
  /** Behind its line. */
  readonly end: number;
  readonly isLast: boolean;
}

const MAX_HEADER_BYTES = 16 * 1024;
/** With more white space behind it, a boundary is none. */
const MAX_PADDING = 64;
/** What follows a boundary: the end of the body or of the line. */
const AFTER_BOUNDARY = /^(?:(--)|[ \t]*\r\n)/;

/**
 * The parts of a multipart body (RFC 2046) in order; what stands before the first and behind the last is left out.
 *
 * @throws LitServeException `invalid_body`
 */
export function* splitMultipart(body: Buffer, boundary: string): Generator<Part> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let found = firstDelimiter(body, delimiter);
  while (!found.isLast) {
    // From the end of the line before: a part without headers begins with an empty line.
    const headersEnd = body.indexOf('\r\n\r\n', found.end - 2);
    if (headersEnd < 0 || headersEnd - found.end > MAX_HEADER_BYTES) {
      throw malformedForm('the headers of a part have no end');
    }
    const headers = readHeaders(body.toString('utf8', found.end, Math.max(found.end, headersEnd)));
    found = nextDelimiter(body, delimiter, headersEnd + 4);
    yield { headers, bytes: body.subarray(headersEnd + 4, found.start) };
  }
}

export const malformedForm = (reason: string): LitServeException =>
  new LitServeException('invalid_body', { details: { reason } });

/** The first one need not have a line before it. */
function firstDelimiter(body: Buffer, delimiter: Buffer): Delimiter {
  const bare = delimiter.subarray(2);
  const opens = body.subarray(0, bare.length).equals(bare);
  return (opens ? delimiterAt(body, delimiter, -2) : undefined) ?? nextDelimiter(body, delimiter, 0);
}

function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): Delimiter {
  for (let at = body.indexOf(delimiter, from); at >= 0; at = body.indexOf(delimiter, at + 2)) {
    const found = delimiterAt(body, delimiter, at);
    if (found) return found;
  }
  throw malformedForm('its last boundary is missing');
}

/** A longer boundary may begin with ours, and is content then. */
function delimiterAt(body: Buffer, delimiter: Buffer, start: number): Delimiter | undefined {
  const after = start + delimiter.length;
  const match = AFTER_BOUNDARY.exec(body.toString('latin1', after, after + MAX_PADDING));
  return match ? { start, end: after + match[0].length, isLast: match[1] !== undefined } : undefined;
}

function readHeaders(text: string): Map<string, string> {
  const lines = text.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return new Map(lines);
}
