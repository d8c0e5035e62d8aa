// Whether whoever reads by one JSON Schema takes everything that is written by another: what a change of a contract
// means for a version that does not know it. Knows the part of JSON Schema that zod writes.

/**
 * @typedef {object} Side
 * @property {object} schema
 * @property {Record<string, object>} named what `#/$defs/<name>` stands for
 */

/**
 * What the reader would refuse, each as a place and a reason; empty when it takes everything.
 * @param {Side} reader by its rules things are read
 * @param {Side} writer by its rules things are written
 * @param {{ strict?: boolean }} options `strict`: the reader refuses fields that it does not know
 * @returns {{ path: string, reason: string }[]}
 */
export function refusals(reader, writer, options = {}) {
  return new Comparison(reader.named, writer.named, options).compare(reader.schema, writer.schema, '');
}

class Comparison {
  #seen = new Set();

  constructor(readerNamed, writerNamed, { strict = false }) {
    this.readerNamed = readerNamed;
    this.writerNamed = writerNamed;
    this.strict = strict;
  }

  compare(reads, writes, path) {
    const pair = `${path}|${reads.$ref ?? ''}|${writes.$ref ?? ''}`;
    if (reads.$ref && writes.$ref && this.#seen.has(pair)) return [];
    this.#seen.add(pair);
    const reader = resolve(reads, this.readerNamed);
    const writer = resolve(writes, this.writerNamed);
    if (takesAnything(reader)) return [];
    const written = alternatives(writer);
    if (written !== null) return unique(written.flatMap((each) => this.compare(reader, each, path)));
    const read = alternatives(reader);
    if (read !== null) return this.compareToAny(read, writer, path);
    return this.compareOne(reader, writer, path);
  }

  /** Whichever alternative comes closest tells what is wrong. */
  compareToAny(read, writer, path) {
    const outcomes = read.map((each) => ({ each, found: this.compare(each, writer, path) }));
    if (outcomes.some(({ found }) => found.length === 0)) return [];
    const resolved = outcomes.map(({ each, found }) => ({ each: resolve(each, this.readerNamed), found }));
    const kin = resolved.filter(({ each }) => each.type === writer.type && tagOf(each) === tagOf(writer));
    if (kin.length > 0) return kin.sort((left, right) => left.found.length - right.found.length)[0].found;
    return [refusal(path, `may be ${describe(writer)}`)];
  }

  compareOne(reader, writer, path) {
    if (takesAnything(writer)) return [refusal(path, 'may be anything')];
    const values = valuesOf(reader);
    if (values !== null) return this.compareValues(reader, writer, path);
    if (!sameType(reader.type, writer.type))
      return [refusal(path, `is ${describe(writer)}, no more ${describe({ ...reader, const: undefined })}`)];
    if (valuesOf(writer) !== null) return [];
    switch (writer.type) {
      case 'object':
        return this.compareObjects(reader, writer, path);
      case 'array':
        return this.compareArrays(reader, writer, path);
      default:
        return [...bounds(reader, writer, path), ...texts(reader, writer, path)];
    }
  }

  compareValues(reader, writer, path) {
    if (reader['x-open'] === true) return [];
    const written = valuesOf(writer);
    if (written === null) return [refusal(path, `may be any ${writer.type}`)];
    const held = new Set(writer['x-unwritten'] ?? []);
    const known = valuesOf(reader);
    return written
      .filter((value) => !known.includes(value) && !held.has(value))
      .map((value) => refusal(path, `may be ${JSON.stringify(value)}`));
  }

  compareObjects(reader, writer, path) {
    const properties = { ...writer.properties };
    const found = [];
    for (const name of reader.required ?? []) {
      const at = join(path, name);
      if (!(name in properties)) {
        if (!isMap(writer)) found.push(refusal(at, 'is missing'));
      } else if (!(writer.required ?? []).includes(name)) found.push(refusal(at, 'may be missing'));
    }
    for (const [name, writes] of Object.entries(properties)) {
      const reads = reader.properties?.[name];
      if (reads !== undefined) found.push(...this.compare(reads, writes, join(path, name)));
      else if (isMap(reader)) found.push(...this.compare(reader.additionalProperties, writes, join(path, name)));
      else if (this.strict) found.push(refusal(join(path, name), 'is not known'));
    }
    if (isMap(writer) && isMap(reader)) {
      found.push(...this.compare(reader.additionalProperties, writer.additionalProperties, join(path, '*')));
      if (reader.propertyNames && writer.propertyNames)
        found.push(...this.compare(reader.propertyNames, writer.propertyNames, join(path, '(name)')));
    }
    return found;
  }

  compareArrays(reader, writer, path) {
    const found = [];
    const [least, most] = [reader.minItems ?? 0, reader.maxItems ?? Infinity];
    if ((writer.minItems ?? 0) < least) found.push(refusal(path, `may hold fewer than ${least}`));
    if ((writer.maxItems ?? Infinity) > most) found.push(refusal(path, `may hold more than ${most}`));
    const length = Math.max(reader.prefixItems?.length ?? 0, writer.prefixItems?.length ?? 0);
    for (let index = 0; index < length; index += 1) {
      const [reads, writes] = [reader, writer].map((side) => side.prefixItems?.[index] ?? side.items ?? {});
      found.push(...this.compare(reads, writes, `${path}[${index}]`));
    }
    if (length === 0) found.push(...this.compare(reader.items ?? {}, writer.items ?? {}, `${path}[]`));
    return found;
  }
}

function bounds(reader, writer, path) {
  const found = [];
  const least = (side) => side.exclusiveMinimum ?? side.minimum ?? -Infinity;
  const most = (side) => side.exclusiveMaximum ?? side.maximum ?? Infinity;
  if (least(writer) < least(reader)) found.push(refusal(path, `may be less than ${least(reader)}`));
  if (most(writer) > most(reader)) found.push(refusal(path, `may be more than ${most(reader)}`));
  return found;
}

function texts(reader, writer, path) {
  if (writer.type !== 'string') return [];
  const found = [];
  const [least, most] = [reader.minLength ?? 0, reader.maxLength ?? Infinity];
  if ((writer.minLength ?? 0) < least) found.push(refusal(path, `may be shorter than ${least}`));
  if ((writer.maxLength ?? Infinity) > most) found.push(refusal(path, `may be longer than ${most}`));
  if (reader.format !== undefined && reader.format !== writer.format)
    found.push(refusal(path, `need not be of the format ${reader.format}`));
  else if (reader.pattern !== undefined && reader.pattern !== writer.pattern)
    found.push(refusal(path, `need not match ${reader.pattern}`));
  return found;
}

function resolve(schema, named) {
  let resolved = schema;
  while (resolved.$ref !== undefined) {
    const { $ref, ...beside } = resolved;
    const name = $ref.replace(/^#\/\$defs\//, '');
    if (!(name in named)) throw new Error(`${$ref} is not in the snapshot`);
    resolved = { ...named[name], ...beside };
  }
  return resolved;
}

const refusal = (path, reason) => ({ path, reason });
const join = (path, name) => (path === '' ? name : `${path}.${name}`);
function alternatives(schema) {
  if (Array.isArray(schema.type) && schema.enum === undefined) return schema.type.map((type) => ({ ...schema, type }));
  return schema.anyOf ?? schema.oneOf ?? null;
}
const isMap = (schema) => typeof schema.additionalProperties === 'object';
const remarks = new Set(['description', 'default', 'title', 'id', 'deprecated', 'x-open', 'x-unwritten']);
const takesAnything = (schema) => Object.keys(schema).every((key) => remarks.has(key));
const sameType = (reads, writes) => reads === writes || (reads === 'number' && writes === 'integer');
const valuesOf = (schema) => schema.enum ?? ('const' in schema && schema.const !== undefined ? [schema.const] : null);

/** What tells the members of a union apart: the constants among their fields. */
function tagOf(schema) {
  const constants = Object.entries(schema.properties ?? {}).filter(([, property]) => 'const' in property);
  return JSON.stringify(constants.map(([name, property]) => [name, property.const]));
}

function describe(schema) {
  const values = valuesOf(schema);
  if (values !== null) return values.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'null') return 'null';
  const tags = Object.entries(schema.properties ?? {}).filter(([, property]) => 'const' in property);
  if (tags.length > 0) return `an object of ${tags.map(([name, { const: is }]) => `${name} "${is}"`).join(', ')}`;
  return `${/^[aeio]/.test(schema.type ?? '') ? 'an' : 'a'} ${schema.type ?? 'thing of another kind'}`;
}

function unique(found) {
  const seen = new Set();
  return found.filter(({ path, reason }) => !seen.has(`${path} ${reason}`) && seen.add(`${path} ${reason}`));
}
