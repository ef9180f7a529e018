/**
 * Everything that is wrong with the configuration, found at boot and reported at once.
 * Each problem names the class or module, the option, the rule and the value given.
 */
export class LitServeConfigurationError extends Error {
  readonly code = 'invalid_configuration';

  constructor(readonly problems: readonly string[]) {
    super(`litserve: ${problems.length} problem(s) to fix\n - ${problems.join('\n - ')}`);
    this.name = 'LitServeConfigurationError';
  }
}
