import { request } from '@djamms/contracts';
import fc from 'fast-check';
import { z } from 'zod';
import { readInput, unknownFields } from './read-input';

const list = request({
  subject: 'test.thing.list',
  input: z.object({
    id: z.string(),
    page: z.number().int().min(1).default(1),
    exact: z.boolean().optional(),
    q: z.string().optional(),
  }),
  output: z.object({}),
  http: { method: 'GET', path: '/things/:id', tag: 't', summary: 's', access: 'public' },
});
const save = request({
  subject: 'test.thing.save',
  input: z.object({ id: z.string(), name: z.string().max(5), parts: z.array(z.object({ n: z.number() })).default([]) }),
  output: z.object({}),
  http: { method: 'PUT', path: '/things/:id', tag: 't', summary: 's', access: 'public' },
});
const failure = (work: () => unknown): { status: number; paths: string[] } => {
  try {
    work();
  } catch (error) {
    const { status, details } = error as { status: number; details: { errors?: { path: string }[] } };
    return { status, paths: (details.errors ?? []).map(({ path }) => path) };
  }
  throw new Error('It was accepted');
};

describe('reading a request', () => {
  it('puts path and query together, with numbers and booleans as the contract says', () => {
    expect(
      readInput(list, { params: { id: 'a' }, query: { page: '3', exact: 'true', q: '7' }, body: undefined }),
    ).toEqual({ id: 'a', page: 3, exact: true, q: '7' });
    expect(readInput(list, { params: { id: 'a' }, query: {}, body: undefined })).toEqual({ id: 'a', page: 1 });
  });

  it.each([['x'], ['1.5'], ['0'], [''], ['1e999'], [['1', '2']]])('refuses %p as a page', (page) => {
    expect(failure(() => readInput(list, { params: { id: 'a' }, query: { page }, body: undefined }))).toEqual({
      status: 400,
      paths: ['page'],
    });
  });

  it('refuses fields that nobody knows, however deep, and ones that are in the path already', () => {
    const read = (body: unknown) => () => readInput(save, { params: { id: 'a' }, query: {}, body });
    expect(failure(read({ name: 'n', colour: 1 }))).toEqual({ status: 400, paths: ['colour'] });
    expect(failure(read({ name: 'n', parts: [{ n: 1 }, { n: 2, m: 3 }] }))).toEqual({
      status: 400,
      paths: ['parts.1.m'],
    });
    expect(failure(read({ name: 'n', id: 'b' }))).toEqual({ status: 400, paths: ['id'] });
    expect(failure(read([1]))).toMatchObject({ status: 400 });
    expect(failure(read({ name: 'n', ['__proto__x']: 1 }))).toMatchObject({ status: 400 });
  });

  it('never takes a body that it does not understand for one that it does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        try {
          const input = readInput(save, { params: { id: 'a' }, query: {}, body });
          expect(unknownFields(body, input)).toEqual([]);
          expect(input.name.length).toBeLessThanOrEqual(5);
        } catch (error) {
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
});
