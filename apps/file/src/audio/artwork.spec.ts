import sharp from 'sharp';
import { ArtworkMaker } from './artwork';

const maker = new ArtworkMaker();
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } });

describe('ArtworkMaker', () => {
  it('makes three square JPEGs of any shape', async () => {
    const images = await maker.make(await plain(900, 300).png().toBuffer());
    const found = await Promise.all(
      images.map(async ({ size, jpeg }) => ({ ...(await sharp(jpeg).metadata()), size })),
    );
    expect(found.map(({ size, width, height, format, channels }) => [size, width, height, format, channels])).toEqual([
      [150, 150, 150, 'jpeg', 3],
      [300, 300, 300, 'jpeg', 3],
      [600, 600, 600, 'jpeg', 3],
    ]);
  });

  it('takes a cover of 10 MB', async () => {
    const side = 2000;
    const noise = Buffer.alloc(side * side * 3);
    for (let i = 0; i < noise.length; i++) noise[i] = (i * 2654435761) >>> 13;
    const png = await sharp(noise, { raw: { width: side, height: side, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    expect(png.length).toBeGreaterThan(10_000_000);
    expect(await maker.make(png)).toHaveLength(3);
  });

  it.each([
    ['a truncated picture', async () => (await plain(400, 400).jpeg().toBuffer()).subarray(0, 900), /damaged/],
    ['a text', async () => Buffer.from('not a picture'), /type is unknown/],
    [
      'an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      /type is unknown/,
    ],
    ['a decompression bomb', async () => plain(9000, 9000).png({ compressionLevel: 9 }).toBuffer(), /too many pixels/],
    ['a huge file', async () => Buffer.alloc(20 * 1024 * 1024 + 1), /larger than 20 MB/],
  ])('refuses %s with a reason', async (_, make, reason) => {
    await expect(maker.make(await make())).rejects.toThrow(reason);
  });
});
