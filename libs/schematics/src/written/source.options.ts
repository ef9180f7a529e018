/** The options `nest g` hands to each generator that writes source files. The schemas have defaults and descriptions. */
export interface SourceOptions {
  readonly name: string;
  readonly path?: string;
  readonly sourceRoot: string;
  readonly flat: boolean;
  readonly spec: boolean;
  readonly specFileSuffix: string;
  readonly skipImport: boolean;
  readonly skipInstall: boolean;
  readonly format: boolean;
  readonly language: string;
}
