/** What an endpoint tells a spec, in its option `specs`; only that spec reads the options. */
export class SpecDescriptor<Options = unknown> {
  constructor(
    readonly spec: LitSpec<Options>,
    readonly options: Options,
  ) {}
}

/**
 * A protocol on top of endpoints, spoken by the routes of a module. Endpoints opt in with what `declare` gives; the module
 * says that it is the one with `@ServesSpecs`.
 *
 * @example
 * const shout = new LitSpec<{ word: string }>('shout', 'ShoutModule');
 * \@LitEndpoint({ specs: [shout.declare({ word: 'hey' })] })
 */
export class LitSpec<Options = unknown> {
  /**
   * @param name for people, in boot errors
   * @param imported what an app has to import for it, as one writes it: `OpenAIModule.forRoot()`
   */
  constructor(
    readonly name: string,
    readonly imported: string,
  ) {}

  declare(options: Options): SpecDescriptor<Options> {
    return new SpecDescriptor(this, options);
  }

  /** What of a list is for this spec, in order; of `LitServeEndpoint.options.specs`, what that endpoint has declared. */
  optionsIn(descriptors: readonly SpecDescriptor[]): readonly Options[] {
    return descriptors.filter(({ spec }) => spec === this).map(({ options }) => options as Options);
  }
}
