import { IsNumber } from 'class-validator';

export class SquareDto {
  @IsNumber()
  input!: number;
}
