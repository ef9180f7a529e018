export { ACCELERATORS, type Accelerator } from './accelerators.js';
export { ERRORS, type ErrorCode, type ErrorRule } from './errors/error-codes.js';
export { LitServeException, type LitServeExceptionOptions } from './errors/lit-serve.exception.js';
export { LitServeConfigurationError } from './errors/configuration.error.js';
export { freeChunks } from './free-chunks.js';
export { deferred, type Deferred } from './deferred.js';
export {
  checkOptions,
  describe,
  duration,
  either,
  matching,
  oneOf,
  ofType,
  wholeNumber,
  type OptionRule,
} from './option-rules.js';
export { Tensor, isTensor, type TensorData } from './tensor.js';
