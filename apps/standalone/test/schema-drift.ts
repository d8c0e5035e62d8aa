import { type ColumnType, type DataSource, type EntityMetadata } from 'typeorm';

interface TableColumn {
  name: string;
  /** Without length or precision. */
  type: string;
  nullable: boolean;
  /** Filled by the database when an insert leaves it out. */
  filled: boolean;
}

const columnsQuery = `
  SELECT attname AS name,
         format_type(atttypid, NULL) AS type,
         NOT attnotnull AS nullable,
         atthasdef OR attidentity <> '' AS filled
    FROM pg_attribute
   WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`;

/**
 * Where the entities of a service and the tables its migrations made do not fit: a column that is missing, has
 * another type or another nullability, or that no insert of ours could fill. Constraints, defaults and indexes are
 * the migrations' own; entities need not repeat them.
 */
export async function schemaDrift(source: DataSource): Promise<string[]> {
  const drifts = await Promise.all(source.entityMetadatas.map((entity) => tableDrift(source, entity)));
  return drifts.flat();
}

async function tableDrift(source: DataSource, entity: EntityMetadata): Promise<string[]> {
  const columns = await source.query<TableColumn[]>(columnsQuery, [entity.tablePath]);
  if (columns.length === 0) return [`${entity.tableName} does not exist`];
  const byName = new Map(columns.map((column) => [column.name, column]));
  const known = new Set(entity.columns.map(({ databaseName }) => databaseName));
  const ofEntity = entity.columns.flatMap((wanted) => {
    const name = `${entity.tableName}.${wanted.databaseName}`;
    const found = byName.get(wanted.databaseName);
    if (found === undefined) return [`${name} does not exist`];
    const type = `${normalType(source, wanted.type)}${wanted.isArray ? '[]' : ''}`;
    return [
      ...(type === found.type ? [] : [`${name} is ${found.type}, the entity says ${type}`]),
      ...(wanted.isNullable === found.nullable ? [] : [`${name} is ${found.nullable ? 'nullable' : 'not null'}`]),
    ];
  });
  const unfillable = columns
    .filter(({ name, nullable, filled }) => !known.has(name) && !nullable && !filled)
    .map(({ name }) => `${entity.tableName}.${name} has to be given, and the entity does not know it`);
  return [...ofEntity, ...unfillable];
}

const longNames: Record<string, string> = { varchar: 'character varying', timestamptz: 'timestamp with time zone' };

const normalType = (source: DataSource, type: ColumnType): string => {
  const name = source.driver.normalizeType({ type });
  return longNames[name] ?? name;
};
