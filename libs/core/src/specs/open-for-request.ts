import type { ExecutionContext } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawOf, type OpenRequests, type Outlets } from '#http';
import type { AdapterRequest } from '../server/request-payload.js';
import type { ServedEndpoint } from '../serving.js';
import { passGuards } from './endpoint-guards.js';
import type { OpenEndpoint } from './open-endpoint.js';
import { RequestDoor } from './request-door.js';

/**
 * Opens an endpoint for a request to the route of a spec.
 *
 * @throws LitServeException `draining`, and what the endpoint's guards throw
 */
export async function openForRequest(
  endpoint: ServedEndpoint,
  context: ExecutionContext,
  requests: OpenRequests,
  outlets: Outlets,
): Promise<OpenEndpoint> {
  const http = context.switchToHttp();
  const request = http.getRequest<IncomingMessage & AdapterRequest>();
  const response = http.getResponse<ServerResponse>();
  const state = requests.enter(request, response);
  await passGuards(endpoint, context);
  if (state.error) throw state.error;
  return new RequestDoor(endpoint.server, request, state, rawOf(response), outlets);
}
