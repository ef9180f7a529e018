import {
  Inject,
  Injectable,
  NotFoundException,
  type ExecutionContext,
  type OnModuleInit,
} from '@nestjs/common';
import { LitServeConfigurationError, LitServeService, type OpenEndpoint } from '#core';
import { openInferenceSpec } from '../open-inference-spec.js';
import type { ModelParams } from '../request/route-context.decorator.js';
import { inferenceModel, type InferenceModel } from './inference-model.js';
import { optionProblems } from './option-problems.js';

/** A model that this client may use. */
export interface OpenedModel {
  readonly model: InferenceModel;
  readonly open: OpenEndpoint;
}

/** The models of the app by name and version. */
@Injectable()
export class InferenceModels implements OnModuleInit {
  /** Of each name, the highest version first. */
  #versions: ReadonlyMap<string, readonly InferenceModel[]> = new Map();

  constructor(@Inject(LitServeService) private readonly service: LitServeService) {}

  /** @throws LitServeConfigurationError for what is wrong with the options of descriptors */
  onModuleInit(): void {
    const declared = this.service.endpoints.flatMap((endpoint) =>
      openInferenceSpec.optionsIn(endpoint.options.specs).map((options) => ({ endpoint, options })),
    );
    const problems = optionProblems(declared);
    if (problems.length > 0) throw new LitServeConfigurationError(problems);
    const models = declared.map(({ endpoint, options }) => inferenceModel(endpoint, options));
    models.sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
    this.#versions = new Map(
      declared.map(({ options: { model } }) => [model, models.filter(({ name }) => name === model)]),
    );
  }

  get all(): readonly InferenceModel[] {
    return [...this.#versions.values()].flat();
  }

  /**
   * The one way to a model: past the guards of its endpoint.
   *
   * @throws NotFoundException, and what the guards throw
   */
  async open({ model: name, version }: ModelParams, context: ExecutionContext): Promise<OpenedModel> {
    const model = this.#find(name, version);
    return { model, open: await this.service.open(model.endpoint, context) };
  }

  #find(name: string, version: string | undefined): InferenceModel {
    const versions = this.versionsOf(name);
    const found = version === undefined ? versions[0] : versions.find((one) => one.version === version);
    if (found) return found;
    throw new NotFoundException(
      `There is no version "${short(version ?? '')}" of the model "${short(name)}"`,
    );
  }

  /** @throws NotFoundException */
  versionsOf(name: string): readonly InferenceModel[] {
    const versions = this.#versions.get(name);
    if (versions) return versions;
    throw new NotFoundException(`There is no model "${short(name)}"`);
  }

  /** Those that the guards of their endpoints let this client see. */
  async visible(models: readonly InferenceModel[], context: ExecutionContext): Promise<InferenceModel[]> {
    const opened = await Promise.allSettled(
      models.map(({ endpoint }) => this.service.open(endpoint, context)),
    );
    return models.filter((_, index) => opened[index]?.status === 'fulfilled');
  }
}

/** What comes from a path, for messages. */
const short = (text: string): string => text.slice(0, 100);
