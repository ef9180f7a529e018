import type { InferenceTensor } from 'nestjs-litserve/open-inference';

/** What a test reads of an answer. */
export interface InferenceAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of it, or the JSON part of a binary answer. */
  readonly json: Record<string, unknown> & {
    readonly outputs?: {
      name: string;
      datatype: string;
      shape: number[];
      data?: unknown;
      parameters?: object;
    }[];
    readonly error?: string;
  };
  /** What comes after the JSON part. */
  readonly binary: Buffer;
  readonly text: string;
}

const HEADER_LENGTH = 'inference-header-content-length';

/** A client of the protocol, over raw HTTP. */
export function inferenceClient(url: string, prefix = '/v2') {
  const ask = async (path: string, init: RequestInit = {}): Promise<InferenceAnswer> => {
    const response = await fetch(url + prefix + path, init);
    const body = Buffer.from(await response.arrayBuffer());
    const declared = response.headers.get(HEADER_LENGTH);
    const head = declared === null ? body : body.subarray(0, Number(declared));
    const text = head.toString();
    const isJson = text.startsWith('{') || text.startsWith('[');
    return {
      status: response.status,
      headers: response.headers,
      json: (isJson ? JSON.parse(text) : {}) as InferenceAnswer['json'],
      binary: body.subarray(head.length),
      text,
    };
  };
  const post = (path: string, body: object | string, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    ask,
    post,
    get: (path: string, headers: Record<string, string> = {}) => ask(path, { headers }),
    infer: (model: string, body: object | string, headers: Record<string, string> = {}) =>
      post(`/models/${model}/infer`, body, headers),
    /** JSON and what comes after it. `headerLength` replaces what is said about the length of the JSON. */
    inferBinary: (
      model: string,
      head: object | undefined,
      tensors: readonly Uint8Array[],
      headerLength?: string,
    ) => {
      const json = head ? Buffer.from(JSON.stringify(head)) : Buffer.alloc(0);
      return ask(`/models/${model}/infer`, {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          [HEADER_LENGTH]: headerLength ?? String(json.length),
        },
        body: Buffer.concat([json, ...tensors]),
      });
    },
  };
}

export type InferenceClient = ReturnType<typeof inferenceClient>;

/** Elements of BYTES with their lengths. */
export function lengthPrefixed(...elements: readonly (string | Uint8Array)[]): Buffer {
  const parts = elements.flatMap((element) => {
    const bytes = Buffer.from(element as string);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}

export const bytesOf = (view: ArrayBufferView): Buffer =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength);

/** An input as JSON has it. */
export const input = (
  name: string,
  datatype: InferenceTensor['datatype'],
  shape: readonly number[],
  data: unknown,
): object => ({ name, datatype, shape, data });

/** An input whose elements come after the JSON. */
export const binaryInput = (
  name: string,
  datatype: InferenceTensor['datatype'],
  shape: readonly number[],
  bytes: Uint8Array,
): object => ({ name, datatype, shape, parameters: { binary_data_size: bytes.length } });
