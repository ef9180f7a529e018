/**
 * Pixels as the model takes them: `uint8 [height, width, R G B]` → `float32 [B G R, height, width]`, 0 to 255, neither
 * scaled nor shifted.
 */
export function planesOf(pixels: Uint8Array): Float32Array {
  const size = pixels.length / 3;
  const planes = new Float32Array(pixels.length);
  for (let at = 0; at < size; at++) {
    planes[at] = pixels[at * 3 + 2] ?? 0;
    planes[size + at] = pixels[at * 3 + 1] ?? 0;
    planes[2 * size + at] = pixels[at * 3] ?? 0;
  }
  return planes;
}
