import { LitContext, LitEndpoint, type Device } from 'nestjs-litserve';
import { mcpTool } from 'nestjs-litserve/mcp';
import type { GeneratedStep } from 'nestjs-litserve/onnx';
import { openInference } from 'nestjs-litserve/open-inference';
import { openAIChat, openAICompletions, openAIResponses } from 'nestjs-litserve/openai';
import { TinyLm } from '../../../quickstart/src/tinylm/tiny-lm.js';

/** One token is one character. */
const countTokens = (text: string): number => text.length;

/** The last message of the user is the text, and the answer comes a character at a time; natively at `/chat`, too. */
@LitEndpoint('/chat', {
  stream: true,
  maxBatchSize: 16,
  specs: [
    openAIChat({ model: 'tinylm', countTokens }),
    openAIResponses({ model: 'tinylm', countTokens }),
    openAICompletions({ model: 'tinylm', countTokens }),
    openInference({
      model: 'tinylm',
      inputs: [{ name: 'text_input', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'text_output', datatype: 'BYTES', shape: [-1] }],
    }),
    mcpTool({
      name: 'tinylm',
      description:
        'Says numbers and times of day in words ("say: 402", "clock: 19:15"), and reads them ("num: four hundred").',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      decode: ({ text }: { text: string }) => text,
    }),
  ],
})
export class ChatApi {
  constructor(private readonly lm: TinyLm) {}

  setup(device: Device): Promise<void> {
    return this.lm.load(device);
  }

  decodeRequest(text: string): number[] {
    return this.lm.encode(text);
  }

  predict(prompts: number[][], contexts: LitContext[]): AsyncGenerator<GeneratedStep> {
    return this.lm.generate(prompts, { signals: contexts.map(({ signal }) => signal) });
  }

  encodeResponse(token: number): string {
    return this.lm.decode([token]);
  }
}
