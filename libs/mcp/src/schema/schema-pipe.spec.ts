import { describe, expect, it } from '@jest/globals';
import { BadRequestException, StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import { schemaPipe, SchemaPipe } from './schema-pipe.js';

const schema = z.object({ at: z.coerce.date(), places: z.array(z.object({ city: z.string() })) });
const metadata = { type: 'body' as const, schema };

/** What Nest 11 gets must be what Nest 12 has. */
describe('SchemaPipe', () => {
  it('is used where Nest has none', () => {
    expect(schemaPipe()).toBeInstanceOf(StandardSchemaValidationPipe);
  });

  it('gives what the schema has made of a value', async () => {
    const value = { at: '2026-01-01', places: [{ city: 'Rome' }] };
    expect(await new SchemaPipe().transform(value, metadata)).toEqual({
      ...value,
      at: new Date('2026-01-01'),
    });
  });

  it('says what is wrong in the words of Nest 12', async () => {
    const value = { at: 'never', places: [{ city: 'Rome' }, { city: 7 }] };
    const refusals = await Promise.all(
      [new SchemaPipe(), new StandardSchemaValidationPipe()].map((pipe) =>
        pipe.transform(value, metadata).catch((error: unknown) => error),
      ),
    );
    const [ours, theirs] = refusals as (BadRequestException | undefined)[];
    expect(ours).toBeInstanceOf(BadRequestException);
    expect(ours?.getResponse()).toEqual(theirs?.getResponse());
    expect(JSON.stringify(ours?.getResponse())).toContain('places.1.city: ');
  });
});
