/** The bodies that take turns, and the header they need. */
export interface Bodies {
  readonly bodies: readonly Buffer[];
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json';
const RAW_TYPE = 'application/octet-stream';

/**
 * Texts, and files by `@path`. A text must be JSON unless its type is said to be another: a shell eats quotes easily.
 *
 * @returns what is wrong, in words
 */
export function readBodies(
  data: readonly string[],
  contentType: string | undefined,
  readFile: (path: string) => Buffer | undefined,
): Bodies | string {
  const bodies: Buffer[] = [];
  for (const text of data) {
    if (!text.startsWith('@')) {
      if (contentType === undefined && !isJson(text)) {
        return `--data is no JSON: ${text}; quote it for the shell, or say its --content-type`;
      }
      bodies.push(Buffer.from(text));
      continue;
    }
    const path = text.slice(1);
    const bytes = readFile(path);
    if (bytes === undefined) return `--data: there is no file "${path}"`;
    bodies.push(...(/\.(jsonl|ndjson)$/.test(path) ? linesOf(bytes) : [bytes]));
  }
  if (bodies.length === 0) return '--data: the file has no lines';
  const isAllJson = bodies.every((body) => isJson(body.toString('utf8')));
  return { bodies, headers: { 'content-type': contentType ?? (isAllJson ? JSON_TYPE : RAW_TYPE) } };
}

const linesOf = (bytes: Buffer): Buffer[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Buffer.from(line));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
