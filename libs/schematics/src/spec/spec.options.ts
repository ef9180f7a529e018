import type { SourceOptions } from '../written/source.options.js';

/** What `nest g spec` hands over. */
export type SpecOptions = SourceOptions;
