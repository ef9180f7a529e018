import type { Accelerator } from '#common';

/** What a pool asks for. */
export interface DeviceRequest {
  /** Named in errors. */
  readonly pool: string;
  /** @default 'auto' */
  readonly accelerator?: 'auto' | 'gpu' | 'mps' | Accelerator | undefined;
  /** How many devices, or which. @default 'auto' */
  readonly devices?: DeviceList | undefined;
  /** Minimum 1; of a pool that grows, the most it has. @default 1 */
  readonly workersPerDevice?: number | { readonly max: number } | undefined;
  /** Compute threads per worker. @default 'auto' */
  readonly threads?: 'auto' | number | undefined;
  /** The CPUs of its workers on the CPU. @default 'none' */
  readonly cpuAffinity?: 'none' | 'auto' | readonly string[] | undefined;
  /** What becomes of a pool whose accelerator cannot be used. @default 'error' where one was asked for, else 'cpu' */
  readonly fallback?: 'cpu' | 'error' | undefined;
  /** Its workers are in the HTTP process. @default 'process' */
  readonly isolation?: 'process' | 'inline' | undefined;
}

export type DeviceList = 'auto' | number | readonly (number | string)[];
