import type { StreamFormat } from '#wire';

const FORMATS: Readonly<Record<string, StreamFormat>> = {
  'text/event-stream': 'sse',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/json': 'json',
};

/** The format of a stream by the `Accept` of its request: the one liked best, the first of equals, else SSE. */
export function negotiateFormat(accept: string | undefined): StreamFormat {
  let best: { readonly format: StreamFormat; readonly quality: number } = { format: 'sse', quality: 0 };
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
    const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
    if (format && quality > best.quality) best = { format, quality };
  }
  return best.format;
}
