export const BENCH_USAGE = `Usage: nestjs-litserve bench <url> [options]

Loads an endpoint and says what it can do, and which settings would do more. It sends real requests, as many as the
server takes: never point it at a server that others need.

The request:
  --data <text|@file>    the body, JSON as a rule; several take turns, and so do the lines of an @file.jsonl ({})
  --content-type <type>  application/json, and application/octet-stream for a @file that is no JSON
  --method <method>      (POST)
  --header <name: value> may be repeated
  --stream               ask for server-sent events; by itself for an endpoint that says it streams
  --timeout-ms <ms>      what a client waits for an answer (30000)

The load:
  --concurrency <n,..>   callers that wait for their answers; 0 for none (1,2,4,.. until it brings nothing more)
  --rate <n,..>          requests a second of independent callers; 0 for none (half and 80 % of the best of the above)
  --duration <time>      of each level: 3s, 500ms, 1m (3s, longer for slow models)
  --warm-up <time>       before each, not counted (500ms)
  --slo <p99=200ms>      find the largest rate that keeps it; p50, p90, p95, p99, first.p99 for the first event

The result:
  --endpoint <name>      whose settings to look at, where the path does not say
  --json <file>          all figures as JSON; - prints them in the place of the table
  --help                 this text

Exit codes: 0 when it was measured, 1 when the server cannot be reached, refuses the first request, answers none, or
no rate keeps --slo, 2 when the command is not understood, 130 when it was interrupted; what is there is shown then.
`;
