import { type RequestContract } from '@djamms/contracts';
import { z } from 'zod';

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
  format?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
}

const someId = '0190b0a0-0000-7000-8000-00000000dead';

/** An input that a contract takes, with this venue wherever a venue is asked for. */
export function sampleInput(contract: RequestContract, venueId: string): Record<string, unknown> {
  const schema = z.toJSONSchema(contract.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  const input = valueOf(schema, schema.$defs ?? {}, '') as Record<string, unknown>;
  const named = 'venueId' in contract.input.shape ? { venueId } : {};
  // A change of nothing may be refused for that: change something.
  const given = { ...input, ...named, ...('name' in contract.input.shape ? { name: 'Name' } : {}) };
  return contract.subject.startsWith('auth.venue') && 'id' in input ? { ...given, id: venueId } : given;
}

function valueOf(schema: Schema, defs: Record<string, Schema>, name: string): unknown {
  if (schema.$ref) return valueOf(defs[schema.$ref.split('/').at(-1) ?? ''] ?? {}, defs, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return valueOf(schema.anyOf[0] ?? {}, defs, name);
  if (schema.type === 'object') return objectOf(schema, defs);
  if (schema.type === 'array')
    return Array.from({ length: schema.minItems ?? 1 }, () => valueOf(schema.items ?? {}, defs, name));
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? textOf(schema, name) : null;
}

const objectOf = (schema: Schema, defs: Record<string, Schema>): Record<string, unknown> =>
  Object.fromEntries(
    (schema.required ?? []).map((name) => [name, valueOf(schema.properties?.[name] ?? {}, defs, name)]),
  );

function textOf(schema: Schema, name: string): string {
  if (schema.format === 'uuid') return someId;
  if (schema.format === 'email') return 'guest@example.com';
  if (schema.format === 'date-time') return '2026-11-20T12:00:00.000Z';
  if (name === 'sha256') return 'a'.repeat(64);
  if (name === 'isrc') return 'GBAYE0601498';
  return 'a'.repeat(Math.max(8, schema.minLength ?? 0));
}
