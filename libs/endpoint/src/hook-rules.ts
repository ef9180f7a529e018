import { hasParameterDecorators, routeArgumentsOf } from './endpoint.metadata.js';
import { LIFECYCLE_HOOKS, REQUEST_HOOKS } from './hooks.js';

/** What is wrong with the hooks of a decorated class, whatever its endpoints; empty when all is well. */
export function checkHooks(cls: Function): string[] {
  const prototype = cls.prototype as Record<string, unknown>;
  const wrong = [...REQUEST_HOOKS, ...LIFECYCLE_HOOKS]
    .filter((hook) => hook in prototype && typeof prototype[hook] !== 'function')
    .map((hook) => `${cls.name}: ${hook} must be a method, got ${typeof prototype[hook]}`);
  if (!('predict' in prototype)) {
    wrong.push(
      `${cls.name}: a class with @LitEndpoint needs a method predict(input, ctx), and has none` +
        ' (a static method or a property such as predict = () => … is not seen)',
    );
  }
  return [
    ...wrong,
    ...misplacedParameters(cls),
    ...uncrossableParameters(cls),
    ...foreignAnswers(cls, prototype),
  ];
}

/** Nest resolves and validates the parameters of one hook; on another a decorator would do nothing, without a word. */
function misplacedParameters(cls: Function): string[] {
  return REQUEST_HOOKS.filter((hook) => hook !== 'decodeRequest' && hasParameterDecorators(cls, hook)).map(
    (hook) =>
      `${cls.name}: ${hook} cannot have parameter decorators such as @Body(): put them on decodeRequest, whose parameters ` +
      'Nest resolves and validates; what it returns is the input of predict',
  );
}

/** Kinds of Nest's handler parameters that are no data and so never reach the worker. */
const UNCROSSABLE_PARAMETERS: Readonly<Record<string, string>> = { 0: '@Req()', 1: '@Res()', 2: '@Next()' };

function uncrossableParameters(cls: Function): string[] {
  return Object.keys(routeArgumentsOf(cls)).flatMap((key) => {
    const decorator = UNCROSSABLE_PARAMETERS[key.split(':')[0] ?? ''];
    return decorator === undefined
      ? []
      : [
          `${cls.name}: decodeRequest cannot have ${decorator}: it runs in a worker, where only data arrives; take what ` +
            'you need with @Headers(), @Query(), @Param() or a decorator of your own',
        ];
  });
}

/** Decorators that answer in the place of the model, by where Nest keeps them. */
const FOREIGN_ANSWERS: Readonly<Record<string, string>> = {
  __redirect__: '@Redirect()',
  __renderTemplate__: '@Render()',
  __sse__: '@Sse()',
};

function foreignAnswers(cls: Function, prototype: Readonly<Record<string, unknown>>): string[] {
  return REQUEST_HOOKS.flatMap((hook) => {
    const method = prototype[hook];
    if (typeof method !== 'function') return [];
    return Object.entries(FOREIGN_ANSWERS).flatMap(([key, decorator]) =>
      Reflect.hasMetadata(key, method) ? [`${cls.name}: ${hook} cannot have ${decorator}`] : [],
    );
  });
}

/** The kinds of functions that return a generator, by name: they have no global of their own. */
const GENERATORS: ReadonlySet<string> = new Set(['GeneratorFunction', 'AsyncGeneratorFunction']);

/** What is wrong with `predict` for one endpoint. What a generator yields would be lost where nobody streams. */
export function checkPredict(where: string, cls: Function, stream: boolean): string[] {
  const predict: unknown = Reflect.get(cls.prototype as object, 'predict');
  if (stream || typeof predict !== 'function' || !GENERATORS.has(predict.constructor.name)) return [];
  return [`${where}: predict is a generator, so the endpoint needs stream: true`];
}
