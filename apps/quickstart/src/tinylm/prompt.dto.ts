import { IsString } from 'class-validator';

export class PromptDto {
  /** A task and its input, for instance `say: 402` or `date: the third of march twenty twenty-four`. */
  @IsString()
  text!: string;
}
