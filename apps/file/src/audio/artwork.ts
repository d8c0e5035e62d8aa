import sharp from 'sharp';
import { fileTypeFromBuffer } from 'file-type';
import { type ArtworkSize, artworkSizes } from '../storage/storage-key';
import { Limiter } from './limiter';
import { maxPictureBytes } from './tag-reader';

export interface ArtworkImage {
  size: ArtworkSize;
  jpeg: Buffer;
}

/** The picture can't be used; the message says why, in words for staff. */
export class UnusablePicture extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnusablePicture';
  }
}

/** 8,000 by 8,000: more than any cover, less than what fills the memory. */
const maxPixels = 64_000_000;
const timeLimitSeconds = 20;
const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

// Pictures come one by one and never again: a cache would only hold memory.
sharp.cache(false);
sharp.concurrency(1);

/** Makes a picture into the three JPEG sizes, off the event loop, two pictures at once. */
export class ArtworkMaker {
  private readonly limiter = new Limiter(2);

  /** @throws UnusablePicture for what is broken, of another type, or unreasonably large. */
  async make(picture: Uint8Array): Promise<ArtworkImage[]> {
    if (picture.byteLength > maxPictureBytes) throw new UnusablePicture('it is larger than 20 MB');
    const type = await fileTypeFromBuffer(picture.subarray(0, 4_100));
    if (!type || !pictureTypes.has(type.mime)) throw new UnusablePicture('its type is unknown');
    try {
      return await this.limiter.run(() => resizeAll(picture));
    } catch (error) {
      throw new UnusablePicture(reasonOf(error));
    }
  }
}

/** Decodes once, for the largest; the smaller ones are made from that. */
async function resizeAll(picture: Uint8Array): Promise<ArtworkImage[]> {
  const largest = Math.max(...artworkSizes);
  const source = sharp(picture, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true });
  const square = await source
    .timeout({ seconds: timeLimitSeconds })
    .rotate()
    .resize(largest, largest, { fit: 'cover' })
    .flatten({ background: '#000000' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = square.info;
  const images: ArtworkImage[] = [];
  for (const size of artworkSizes) {
    const jpeg = await sharp(square.data, { raw: { width, height, channels } })
      .resize(size, size)
      .jpeg({ quality: 84, progressive: true })
      .toBuffer();
    images.push({ size, jpeg });
  }
  return images;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(message)) return 'it has too many pixels';
  if (/timeout/i.test(message)) return 'reading it took too long';
  return 'it is damaged';
}
