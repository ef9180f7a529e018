/** @throws Error that says what to install */
export async function loadNestTesting(): Promise<typeof import('@nestjs/testing')> {
  try {
    return await import('@nestjs/testing');
  } catch (cause) {
    throw new Error('nestjs-litserve/testing needs @nestjs/testing: npm install --save-dev @nestjs/testing', {
      cause,
    });
  }
}
