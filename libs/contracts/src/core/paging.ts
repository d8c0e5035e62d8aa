import { z } from 'zod';

/** Query of every list: pages start at 1, at most 200 a page. */
export const PageQuery = z.object({
  page: z.number().int().min(1).max(1_000_000).default(1),
  pageSize: z.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

type SortOption<Field extends string> = `${Field}:asc` | `${Field}:desc`;

/** `sort=field:asc|desc`; an unknown field is refused. */
export const sortBy = <const F extends readonly string[]>(
  fields: F,
  fallback: SortOption<F[number]>,
): z.ZodDefault<z.ZodLiteral<SortOption<F[number]>>> => {
  const options = fields.flatMap((field): SortOption<F[number]>[] => [`${field}:asc`, `${field}:desc`]);
  const schema: z.ZodLiteral<SortOption<F[number]>> = z.literal(options);
  return schema.default(fallback as never);
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int().min(0),
    page: z.number().int().min(1),
    pageSize: z.number().int().min(1),
  });

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}
