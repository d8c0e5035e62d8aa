export interface Break {
  where: string;
  what: string;
}
export function contractBreaks(released: object, current: object): Break[];
