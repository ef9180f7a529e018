export {
  WORKER_ENV,
  type DeviceAssignment,
  type EndpointAssignment,
  type WorkerAssignment,
} from './assignment.js';
export { STREAM_WINDOW_BYTES, STREAM_WINDOW_EVENTS } from './messages.js';
export type {
  AnswerForm,
  AnswerHead,
  BatchFailedMessage,
  BatchMessage,
  CallKind,
  CallMessage,
  Encoded,
  ErrorData,
  FromWorkerControl,
  FromWorkerMessage,
  HttpErrorData,
  ItemMeta,
  LogLevel,
  Outcome,
  Received,
  Reply,
  ReplyMessage,
  ResultMessage,
  RunItem,
  RunMessage,
  StreamEvent,
  StreamFormat,
  StreamMessage,
  ToWorkerControl,
  ToWorkerMessage,
} from './messages.js';
export { WireError, type WireErrorCode } from './frame/wire-error.js';
export type { Frame } from './frame/frame.js';
export { FrameChannel, type FrameChannelEvents } from './frame/frame-channel.js';
export {
  decodeAnswer,
  decodeArgs,
  decodeList,
  receivedOf,
  encodeAnswer,
  encodeArgs,
  encodeValue,
} from './value/value-codec.js';
export type { Declared } from './value/declared-class.js';
export { JsonText, parseJsonText } from './value/json-text.js';
export { OctetChunks } from './value/octet-chunks.js';
export { UncrossableValueError } from './value/uncrossable-value.error.js';
export { toJson } from './json-answer.js';
export { JSON_TYPE, readyBytes, type ReadyBytes } from './ready-bytes.js';
export { serverSentEvent } from './stream/server-sent-event.js';
export { CHUNK_SEPARATOR, formatChunk, formatError, HEARTBEAT } from './stream/stream-format.js';
export { CREDIT_STEP_BYTES, inCreditSteps } from './stream/credit-steps.js';
export { EncodedChunks } from './stream/encoded-chunks.js';
export { errorToData } from './error/error-to-data.js';
export { errorFromData } from './error/error-from-data.js';
export { packRun } from './run-message.js';
export { packReply } from './reply-message.js';
export { unpackToWorker } from './to-worker.js';
export { packFromWorker, unpackFromWorker } from './result-message.js';
