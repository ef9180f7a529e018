export interface OpenInferenceModuleOptions {
  /** Where the routes begin, below the global prefix of the app. @default 'v2' */
  readonly prefix?: string;
  /** What the server calls itself in its metadata. @default 'nestjs-litserve' */
  readonly serverName?: string;
}

export const MODULE_OPTIONS = Symbol('open-inference:options');
