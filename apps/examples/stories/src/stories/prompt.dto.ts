import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class PromptDto {
  /** How the story begins; an empty one leaves that to the model. */
  @IsString()
  @MaxLength(1_000)
  prompt!: string;

  /** Where the story breaks off: in tokens, the prompt and the mark before it included. @default 256 */
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(512)
  steps?: number;
}
