import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  UseFilters,
  VERSION_NEUTRAL,
  type ExecutionContext,
} from '@nestjs/common';
import { LitRoute } from '#core';
import { OpenAIErrorFilter } from '../errors/openai-error.filter.js';
import { invalidRequest, OpenAIException } from '../errors/openai.exception.js';
import { RouteContext } from '../request/route-context.decorator.js';
import { pageOf, type ItemPage } from './item-page.js';
import { KeptResponses } from './kept-responses.js';
import type { ResponseObject } from './response-object.js';
import type { StoredResponse } from './response-store.js';

/** What becomes of a response that is stored, or runs in the background. */
@Controller({ path: 'responses/:id', version: VERSION_NEUTRAL })
@UseFilters(OpenAIErrorFilter)
export class KeptResponsesController {
  constructor(@Inject(KeptResponses) private readonly kept: KeptResponses) {}

  @Get()
  @LitRoute()
  async retrieve(
    @Param('id') id: string,
    @Query('stream') stream: unknown,
    @RouteContext() context: ExecutionContext,
  ): Promise<ResponseObject> {
    const { response } = await this.#find(id, context);
    if (stream === 'true')
      throw invalidRequest('stream', 'Events are not stored: retrieve the response without stream');
    return response;
  }

  @Get('input_items')
  @LitRoute()
  async inputItems(
    @Param('id') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @RouteContext() context: ExecutionContext,
  ): Promise<ItemPage> {
    const { input } = await this.#find(id, context);
    return pageOf(input, query);
  }

  /** One that has ended is left as it is. */
  @Post('cancel')
  @LitRoute()
  @HttpCode(200)
  async cancel(@Param('id') id: string, @RouteContext() context: ExecutionContext): Promise<ResponseObject> {
    const { response } = await this.#find(id, context);
    if (!response.background)
      throw invalidRequest(
        'response_id',
        'Only a background response can be cancelled: close the connection',
      );
    return this.kept.background.cancel(id) ?? response;
  }

  @Delete()
  @LitRoute()
  async remove(@Param('id') id: string, @RouteContext() context: ExecutionContext): Promise<object> {
    await this.#find(id, context);
    this.kept.forget(id);
    return { id, object: 'response', deleted: true };
  }

  async #find(id: string, context: ExecutionContext): Promise<StoredResponse> {
    const found = await this.kept.find(id, context);
    if (found) return found;
    const message = `Response with id '${id}' not found`;
    throw new OpenAIException(404, { message, type: 'invalid_request_error', param: null, code: null });
  }
}
