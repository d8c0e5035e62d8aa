import { type DynamicModule, type Type, type ValueProvider } from '@nestjs/common';
import { type Migration } from './data-source';
import { type Seal } from './provision';

/** A service's part of the database, as far as it has to be made. */
export interface ServiceSchema {
  /** Names the schema and the login role. */
  service: string;
  /** All of them, in any order; their names end in their timestamps. */
  migrations: Migration[];
  seal?: Seal;
}

export const DATABASE_SCHEMA = Symbol('DATABASE_SCHEMA');

/**
 * Finds what a service's module says of its schema, without starting anything.
 * @throws Error when the module has no database.
 */
export function schemaOf(module: Type): ServiceSchema {
  const found = search(module);
  if (found === undefined) throw new Error(`${module.name} has no database`);
  return found;
}

type Import = Type | DynamicModule;

function search(module: Import): ServiceSchema | undefined {
  const isDynamic = 'module' in module;
  const own = isDynamic ? (module.providers ?? []).find(isSchema)?.useValue : undefined;
  if (own !== undefined) return own;
  const declared = Reflect.getMetadata('imports', isDynamic ? module.module : module) as Import[] | undefined;
  const imports = [...(declared ?? []), ...((isDynamic ? module.imports : undefined) ?? [])] as Import[];
  for (const each of imports) {
    const found = search(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isSchema = (provider: unknown): provider is ValueProvider<ServiceSchema> =>
  typeof provider === 'object' && provider !== null && (provider as ValueProvider).provide === DATABASE_SCHEMA;
