export {
  WORKER_ENV,
  type DeviceAssignment,
  type EndpointAssignment,
  type WorkerAssignment,
} from './assignment.js';
export type {
  AnswerForm,
  BatchFailedMessage,
  Encoded,
  ErrorData,
  FromWorkerControl,
  FromWorkerMessage,
  HttpErrorData,
  ItemMeta,
  LogLevel,
  Outcome,
  Received,
  ResultMessage,
  RunItem,
  RunMessage,
  ToWorkerControl,
} from './messages.js';
export { WireError, type WireErrorCode } from './frame/wire-error.js';
export { DEFAULT_MAX_FRAME_BYTES, type Frame } from './frame/frame.js';
export { encodeFrame } from './frame/frame-writer.js';
export { FrameReader, type FrameReaderOptions } from './frame/frame-reader.js';
export { FrameChannel, type FrameChannelEvents } from './frame/frame-channel.js';
export {
  decodeAnswer,
  decodeArgs,
  decodeValue,
  encodeAnswer,
  encodeArgs,
  encodeValue,
} from './value/value-codec.js';
export type { Declared } from './value/declared-class.js';
export { JsonText, parseJsonText } from './value/json-text.js';
export { UncrossableValueError } from './value/uncrossable-value.error.js';
export { toJson } from './json-answer.js';
export { errorToData } from './error/error-to-data.js';
export { errorFromData } from './error/error-from-data.js';
export { packRun, unpackRun } from './run-message.js';
export { packFromWorker, unpackFromWorker } from './result-message.js';
