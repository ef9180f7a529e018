import type { Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';

/** One comparison with its floor, named on the command line. */
export interface Suite {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<Row[]>;
}
