import { describe, expect, it } from '@jest/globals';
import { CHAT_FIELDS } from '../../libs/openai/src/chat/chat-request.js';
import { COMPLETION_FIELDS } from '../../libs/openai/src/completions/completion-request.js';
import { EMBEDDING_FIELDS } from '../../libs/openai/src/embeddings/embedding-request.js';
import { RESPONSES_FIELDS } from '../../libs/openai/src/responses/responses-request.js';
import { tableRows } from './support/markdown.js';
import { read } from './support/repository.js';

const sections = read('docs/guides/openai.md').text.split(/^### /m);

describe.each([
  { title: 'Chat completions', fields: CHAT_FIELDS },
  { title: 'Responses', fields: RESPONSES_FIELDS },
  { title: 'Completions', fields: COMPLETION_FIELDS },
  { title: 'Embeddings', fields: EMBEDDING_FIELDS },
])('the fields of $title', ({ title, fields }) => {
  it('are in docs/guides/openai.md, each with what it must be', () => {
    const section = sections.find((one) => one.startsWith(`${title}\n`)) ?? '';
    const rows = tableRows(section, 'field').map(([name, expects]) => [name, expects]);
    expect(rows).toEqual(Object.entries(fields).map(([name, { expects }]) => [name, expects]));
  });
});
