import { LitEndpoint } from 'nestjs-litserve';
import { mcpTool } from 'nestjs-litserve/mcp';
import { openInference } from 'nestjs-litserve/open-inference';
import { openAIEmbeddings } from 'nestjs-litserve/openai';

const DIMENSIONS = 64;

/** Texts are alike when they share pairs of letters: an embedding without any file. */
@LitEndpoint('/embed', {
  maxBatchSize: 32,
  specs: [
    openAIEmbeddings({ model: 'embed' }),
    openInference({
      model: 'embed',
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, DIMENSIONS] }],
    }),
    mcpTool({
      description: 'The embedding of a text: the texts are alike whose embeddings are near to one another.',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      decode: ({ text }: { text: string }) => text,
      encode: (embedding: Float32Array) => ({ embedding }),
    }),
  ],
})
export class EmbedApi {
  predict(texts: string[]): Float32Array[] {
    return texts.map(embed);
  }
}

function embed(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const letters = ` ${text.toLowerCase()} `;
  for (let at = 1; at < letters.length; at += 1) {
    const pair = letters.charCodeAt(at - 1) * 31 + letters.charCodeAt(at);
    const place = pair % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
