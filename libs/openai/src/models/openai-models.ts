import { Inject, Injectable, type ExecutionContext, type OnModuleInit } from '@nestjs/common';
import { LitServeConfigurationError, LitServeService, type LitServeEndpoint, type OpenEndpoint } from '#core';
import { modelNotFound } from '../errors/openai.exception.js';
import { openAISpec, type OpenAIOptions } from '../openai-spec.js';

type Kind = OpenAIOptions['kind'];

/** A model of one kind of route, and the endpoint that it is. */
export type ServedModel = OpenAIOptions & { readonly endpoint: LitServeEndpoint };
type ServedAs<K extends Kind> = Extract<ServedModel, { kind: K }>;

/** The endpoints of the app by what the OpenAI routes call them. */
@Injectable()
export class OpenAIModels implements OnModuleInit {
  #models: readonly ServedModel[] = [];

  constructor(@Inject(LitServeService) private readonly service: LitServeService) {}

  /** @throws LitServeConfigurationError for ids that are none or taken */
  onModuleInit(): void {
    this.#models = this.service.endpoints.flatMap((endpoint) =>
      openAISpec
        .optionsIn(endpoint.options.specs)
        .map((one): ServedModel => Object.assign({ endpoint }, one)),
    );
    const problems = this.#models.flatMap((model, index) => problemOf(model, this.#models.slice(0, index)));
    if (problems.length > 0) throw new LitServeConfigurationError(problems);
  }

  /** One of each id, in the order of the endpoints. */
  get all(): readonly ServedModel[] {
    return [
      ...new Map(this.#models.toReversed().map((one) => [one.options.model, one])).values(),
    ].toReversed();
  }

  /** @throws OpenAIException 404, and what the guards of the endpoint throw */
  async open<K extends Kind>(kind: K, id: string, context: ExecutionContext): Promise<OpenedModel<K>> {
    const found = this.find(kind, id);
    return { ...found, open: await this.service.open(found.endpoint, context) };
  }

  /** @throws OpenAIException 404 */
  find<K extends Kind>(kind: K, id: string): ServedAs<K> {
    for (const one of this.#models) {
      if (one.options.model === id && isServedAs(one, kind)) return one;
    }
    const isElsewhere = this.#models.some(({ options }) => options.model === id);
    throw modelNotFound(id, isElsewhere ? 'is not served by this route' : undefined);
  }
}

/** A model that a request has been let into. */
export type OpenedModel<K extends Kind> = ServedAs<K> & { readonly open: OpenEndpoint };

const isServedAs = <K extends Kind>(model: ServedModel, kind: K): model is ServedAs<K> => model.kind === kind;

function problemOf(
  { endpoint, kind, options: { model } }: ServedModel,
  before: readonly ServedModel[],
): string[] {
  if (typeof model !== 'string' || model === '') return [`${endpoint.cls.name}: its OpenAI model has no id`];
  const other = before.find((one) => one.kind === kind && one.options.model === model);
  if (!other) return [];
  const who = `${other.endpoint.cls.name} and ${endpoint.cls.name}`;
  return [`two endpoints are the OpenAI ${kind} model "${model}": ${who}; give one another id`];
}
