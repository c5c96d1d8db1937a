import { palettePng } from '../../electron/engine/briefing/map-picture.ts';

/** A logo: a dark frame with a light middle, as PNG. */
export function logoPng(width: number, height: number): Buffer {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x < 12 || y < 12 || x >= width - 12 || y >= height - 12 ? 1 : 0;
  });
  return Buffer.from(
    palettePng({ width, height, pixels }, [
      [250, 224, 240],
      [138, 28, 92],
    ]),
  );
}
