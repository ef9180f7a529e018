import { IsString, MaxLength } from 'class-validator';

export class TextDto {
  /** A sentence or a paragraph; of an empty one the embedding is zeros. */
  @IsString()
  @MaxLength(20_000)
  text!: string;
}
