import { IsNumber } from 'class-validator';

/** As the quickstart checks its bodies. */
export class SquareDto {
  @IsNumber()
  input!: number;
}
