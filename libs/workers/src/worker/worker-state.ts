/** Of a worker's life; it takes batches only while it is `ready`. */
export type WorkerState = 'starting' | 'ready' | 'stopping' | 'dead';
