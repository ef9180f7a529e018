import { IsBooleanString, IsIn, IsOptional, IsString, Length } from 'class-validator';
import type { Rate } from './silero-vad.js';

/** What the query says of a piece of a stream. */
export class PieceDto {
  /** Chosen by the client; the pieces of a stream have one, and no other stream has it. */
  @IsString()
  @Length(1, 64)
  session!: string;

  /** Samples a second. @default '16000' */
  @IsIn(['8000', '16000'])
  rate: Rate = '16000';

  /** Whether it is the first piece; a stream of that name begins anew. @default 'false' */
  @IsOptional()
  @IsBooleanString()
  start?: string;

  /** Whether it is the last one; then the stream is forgotten. @default 'false' */
  @IsOptional()
  @IsBooleanString()
  end?: string;
}
