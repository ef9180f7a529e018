import { Body, Controller, HttpCode, Post } from '@nestjs/common';

interface Square {
  readonly input: number;
}

/** The plain Nest controller that any app could have instead of a model endpoint. */
@Controller()
export class SquareController {
  @Post('/predict')
  @HttpCode(200)
  predict(@Body() { input }: Square): { output: number } {
    return { output: input ** 2 };
  }
}
