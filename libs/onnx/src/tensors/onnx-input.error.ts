/**
 * What was given to a model does not fit it. As it is, it becomes `internal_error` like any error of an endpoint;
 * `OnnxEndpoint` answers 400 `invalid_input` where it is the item of a request.
 */
export class OnnxInputError extends TypeError {
  /**
   * @param problem what was expected and what came, without saying in which item: a client's is alone
   * @param item its number in the batch; undefined when it is not one item that is wrong
   */
  constructor(
    readonly problem: string,
    readonly item?: number,
  ) {
    super(`OnnxModel: ${item === undefined ? problem : `item ${item} ${problem}`}`);
    this.name = 'OnnxInputError';
  }
}
