/**
 * The metadata keys of Nest this library reads or writes, in one place. They are not exported by name; one contract spec
 * (`test/contract`) pins each of them.
 */
export const PATH = 'path';
export const METHOD = 'method';
export const HOST = 'host';
export const VERSION = '__version__';
export const MODULE_PATH = '__module_path__';
export const ROUTE_ARGUMENTS = '__routeArguments__';
export const GUARDS = '__guards__';
export const INTERCEPTORS = '__interceptors__';
export const PIPES = '__pipes__';
export const FILTERS = '__exceptionFilters__';
export const HEADERS = '__headers__';
export const SWAGGER_PARAMETERS = 'swagger/apiParameters';

/** Lists that add up when several hooks carry them; any other key is taken from the last hook that has it. */
export const LIST_KEYS: ReadonlySet<string> = new Set([GUARDS, INTERCEPTORS, PIPES, FILTERS, HEADERS]);

/** How Nest tells kinds of handler parameters apart (`"<kind>:<index>"`); only the body is of interest here. */
export const BODY_PARAMETER = '3';
