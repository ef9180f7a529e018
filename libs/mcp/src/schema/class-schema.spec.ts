import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { classSchema } from './class-schema.js';

class Part {
  @IsString() name!: string;
  @ValidateNested() @IsOptional() @Type(() => Part) inner?: Part;
}

class Dto {
  @IsString() @IsNotEmpty() @Length(1, 80) text!: string;
  @IsInt() @Min(1) @Max(9) @IsOptional() count = 3;
  @IsEmail() mail!: string;
  @IsIn(['a', 'b']) letter!: string;
  @IsEnum({ Up: 'up', Down: 'down' }) way!: string;
  @Matches(/^x+$/) x!: string;
  @IsArray() @ArrayMaxSize(2) @IsString({ each: true }) tags!: string[];
  @ValidateNested() @Type(() => Part) part!: Part;
  @ValidateNested({ each: true }) @Type(() => Part) @IsOptional() parts?: Part[];
  @ValidateIf(() => false) @IsString() maybe?: string;
}

const VALID = { text: 't', mail: 'a@b.co', letter: 'a', way: 'up', x: 'x', tags: ['t'], part: { name: 'n' } };

describe('the schema of a class', () => {
  it('is what its rules say', async () => {
    expect((await classSchema(Dto))?.json).toEqual({
      type: 'object',
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 80 },
        count: { type: 'integer', minimum: 1, maximum: 9 },
        mail: { type: 'string', format: 'email' },
        letter: { enum: ['a', 'b'] },
        way: { enum: ['up', 'down'] },
        x: { pattern: '^x+$' },
        tags: { type: 'array', maxItems: 2, items: { type: 'string' } },
        part: {
          type: 'object',
          properties: { name: { type: 'string' }, inner: { type: 'object' } },
          required: ['name'],
        },
        parts: { type: 'array', items: { type: 'object' } },
        maybe: { type: 'string' },
      },
      required: ['text', 'mail', 'letter', 'way', 'x', 'tags', 'part'],
    });
  });

  it('checks by all of them, and makes an instance', async () => {
    const schema = await classSchema(Dto);
    const made = (await schema?.check(VALID)) as Dto;
    expect(made).toBeInstanceOf(Dto);
    expect(made.part).toBeInstanceOf(Part);
    expect(made.count).toBe(3);
    await expect(schema?.check({ ...VALID, tags: ['t', 1] })).rejects.toMatchObject({ status: 400 });
  });

  it('is not known of a class without rules', async () => {
    class Plain {}
    expect(await classSchema(Plain)).toBeUndefined();
  });
});
