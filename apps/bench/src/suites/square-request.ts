/** The smallest request a model gets. */
export const SQUARE = {
  path: '/predict',
  headers: { 'content-type': 'application/json' },
  body: '{"input":4}',
};
