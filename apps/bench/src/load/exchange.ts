/** What is sent, again and again. */
export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** How one exchange went; instants in milliseconds of `performance.now()`. */
export interface Exchange {
  /** When the first byte of the answer's head was here: our servers send it with the first chunk of the body. */
  readonly firstByteAt: number;
  readonly endAt: number;
  /** Of the answer, head included. */
  readonly bytes: number;
}

/** The bytes of a request, made once. */
export function requestBytes({ path, headers, body }: Target): Buffer {
  const bytes = Buffer.from(body);
  const head = Object.entries({ host: 'bench', 'content-length': String(bytes.length), ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`), bytes]);
}
