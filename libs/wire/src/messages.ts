import type { Section } from './frame/section.js';

/**
 * What the HTTP process and a worker say to each other. Batches and results are frames on the data pipe (fd 3);
 * everything small and urgent (cancel, stop, progress) is JSON on the control channel.
 */

/** A value on its way across: JSON text with `$` references into binary sections, out of band. */
export interface Encoded {
  readonly json: string;
  readonly sections: readonly Section[];
}

/** The same value as it arrives: the JSON is already parsed with the frame, references not yet resolved. */
export interface Received {
  readonly tree: unknown;
  readonly sections: readonly Uint8Array[];
}

/** How the worker is to hand a result back: ready bytes for the socket, or a value that interceptors will see. */
export type AnswerForm = 'bytes' | 'value';

/** How the chunks of a stream become bytes: server-sent events, one JSON value per line, or JSON values with commas between. */
export type StreamFormat = 'sse' | 'ndjson' | 'json';

/** What a worker is told about one item, beside its arguments. Durations only: clocks differ between processes. */
export interface ItemMeta {
  readonly requestId: string;
  /** Milliseconds left; `null` without a deadline. */
  readonly remainingMs: number | null;
  readonly attempt: number;
  readonly priority: 'high' | 'normal' | 'low';
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, string>>;
  readonly form: AnswerForm;
  /** For endpoints that stream: how chunks are formatted when `form` is `bytes`. */
  readonly format?: StreamFormat | undefined;
}

/** `Args` is {@link Encoded} where the message is written and {@link Received} where it is read. */
export interface RunItem<Args = Encoded> {
  readonly lease: number;
  readonly meta: ItemMeta;
  /** The arguments of `decodeRequest`; decoding one item never touches another. */
  readonly args: Args;
}

/** HTTP process → worker, one frame per batch. */
export interface RunMessage<Args = Encoded> {
  readonly type: 'run';
  /** Position of the endpoint in the worker's list. */
  readonly endpoint: number;
  readonly batch: number;
  readonly items: readonly RunItem<Args>[];
}

/** What a client may see of an HttpException. */
export interface HttpErrorData {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its class among Nest's own, or the nearest one above it, so that filters for that class catch it. */
  readonly base?: string;
  readonly retryAfterSeconds?: number;
}

/** An error as data; `http` is set when it was an HttpException and keeps status, body and headers. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string | undefined;
  readonly http?: HttpErrorData | undefined;
}

/** Status and headers an answer brought along; without them the route's own count. */
export interface AnswerHead {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What became of one item. */
export type Outcome<Value = Encoded> =
  | (AnswerHead & {
      readonly kind: 'bytes';
      readonly lease: number;
      readonly bytes: Uint8Array;
      readonly contentType: string;
    })
  | (AnswerHead & { readonly kind: 'value'; readonly lease: number; readonly value: Value })
  | { readonly kind: 'error'; readonly lease: number; readonly error: ErrorData };

/** Worker → HTTP process, one frame per batch. */
export interface ResultMessage<Value = Encoded> {
  readonly type: 'result';
  readonly batch: number;
  readonly outcomes: readonly Outcome<Value>[];
}

/** Worker → HTTP process: `batch`, `predict` or `unbatch` threw, so no item has an outcome of its own. */
export interface BatchFailedMessage {
  readonly type: 'failed';
  readonly batch: number;
  readonly error: ErrorData;
}

/** What one running stream has produced or come to. Nothing follows `end` or `error`. */
export type StreamEvent<Value = Encoded> =
  /** Formatted chunks, joined. */
  | { readonly kind: 'bytes'; readonly lease: number; readonly bytes: Uint8Array }
  /** A list of chunks, as values; `size` is what it takes of the stream's credit, as `bytes` takes its length. */
  | { readonly kind: 'values'; readonly lease: number; readonly size: number; readonly values: Value }
  | { readonly kind: 'end'; readonly lease: number }
  | { readonly kind: 'error'; readonly lease: number; readonly error: ErrorData };

/**
 * Worker → HTTP process: what the streams of a batch have produced since the last one; or, before a batch that is no
 * stream fails, the items that had failed by themselves. The batch ends with a result or a failure.
 */
export interface StreamMessage<Value = Encoded> {
  readonly type: 'stream';
  readonly batch: number;
  readonly events: readonly StreamEvent<Value>[];
}

/** Frames from a worker about a batch. */
export type BatchMessage<Value = Encoded> = ResultMessage<Value> | BatchFailedMessage | StreamMessage<Value>;

/** What a call asks for: one answer, the chunks of a stream, or the counts of the endpoint. */
export type CallKind = 'predict' | 'stream' | 'stats';

/** Worker → HTTP process: a hook calls another endpoint. It waits in that endpoint's queue like any request. */
export interface CallMessage<Args = Encoded> {
  readonly type: 'call';
  /** Numbered by the worker; replies carry it. */
  readonly call: number;
  /** Id of the endpoint that is called. */
  readonly endpoint: string;
  readonly kind: CallKind;
  /** The item on whose behalf, by the number its worker knows it by; absent for a call on nobody's behalf. */
  readonly parent?: number | undefined;
  /** Shortens the deadline the call would have; in ms. */
  readonly timeoutMs?: number | undefined;
  readonly priority?: ItemMeta['priority'] | undefined;
  readonly args: Args;
}

/** A part of what becomes of a call. Nothing follows `end` or `error`; a unary answer is one `values` of one. */
export type Reply<Value = Encoded> =
  /** A list of answers or chunks, as values; `size` is what it takes of the call's credit. */
  | { readonly kind: 'values'; readonly size: number; readonly values: Value }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: ErrorData };

/** HTTP process → worker, in order. */
export interface ReplyMessage<Value = Encoded> {
  readonly type: 'reply';
  readonly call: number;
  readonly reply: Reply<Value>;
}

/** Frames to a worker. */
export type ToWorkerMessage<Value = Encoded> = RunMessage<Value> | ReplyMessage<Value>;

/** Frames from a worker: what becomes of its batches, and its own calls. */
export type FromWorkerMessage<Value = Encoded> = BatchMessage<Value> | CallMessage<Value>;

/** Bytes of chunks a worker may send for one stream before the first credit comes back. */
export const STREAM_WINDOW_BYTES = 256 * 1024;

/**
 * Stream events a worker may be ahead of the HTTP process, of all its streams together. What waits in the pipe is in the
 * way of whoever comes next, and can no longer be joined; what waits in the worker can.
 */
export const STREAM_WINDOW_EVENTS = 32;

/** Control, HTTP process → worker. */
export type ToWorkerControl =
  | { readonly litserve: 'cancel'; readonly leases: readonly number[] }
  /** The clients of these streams have taken so many bytes more: pairs of lease and bytes. */
  | { readonly litserve: 'credit'; readonly credits: readonly (readonly [lease: number, bytes: number])[] }
  /** So many stream events more have been dealt with, whatever streams they were of. */
  | { readonly litserve: 'taken'; readonly events: number }
  | { readonly litserve: 'health'; readonly id: number }
  | { readonly litserve: 'stop' };

export type LogLevel = 'log' | 'error' | 'warn' | 'debug' | 'verbose' | 'fatal';

/** Control, worker → HTTP process. Told from the user's own IPC messages by the `litserve` field. */
export type FromWorkerControl =
  /** Nobody in the worker waits for these calls any more. */
  | { readonly litserve: 'cancel-calls'; readonly calls: readonly number[] }
  /** So many bytes more of the replies to these calls have been taken: pairs of call and bytes. */
  | {
      readonly litserve: 'credit-calls';
      readonly credits: readonly (readonly [call: number, bytes: number])[];
    }
  /** It begins with this step of its boot: `modules`, `DigitsApi.setup`, … */
  | { readonly litserve: 'step'; readonly step: string }
  /** The step is done. */
  | { readonly litserve: 'progress'; readonly step: string; readonly ms: number }
  | { readonly litserve: 'ready' }
  | { readonly litserve: 'boot-failed'; readonly error: ErrorData }
  | {
      readonly litserve: 'health';
      readonly id: number;
      readonly healthy: boolean;
      readonly detail?: string | undefined;
    }
  /** Its process uses more than the `maxRssBytes` of its assignment. */
  | { readonly litserve: 'memory'; readonly rssBytes: number }
  | {
      readonly litserve: 'log';
      readonly level: LogLevel;
      readonly context: string;
      readonly message: string;
    };
