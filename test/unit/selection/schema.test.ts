import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parseSelection, selectionText, selectionVersion } from '../../../src/core/selection.js';
import { settings } from '../../../src/core/settings.js';
import { aSelection, hashOf } from './a-selection.js';
import { placesOf, replacedAt, withoutAt, type Place } from './json-places.js';

interface Node {
  readonly [key: string]: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

const schema = JSON.parse(readFileSync(new URL('../../../media/freesel-selection.schema.json', import.meta.url), 'utf8')) as Node;
const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

const valid: unknown = JSON.parse(selectionText(aSelection()));
const isParsed = (value: unknown): boolean => parseSelection(JSON.stringify(value)).kind === 'selection';

const strange = [
  ...[null, true, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 64, 65, 2 ** 32, 2 ** 53],
  ...['', 'pool', 'none', 'coverage', 'farthest', 'other', '12-14,26', '12-', '3,', 'a b', hashOf('x'), hashOf('x').toUpperCase()],
  ...[`${hashOf('x')}\n`, hashOf('x').slice(1), [], ['x'], [1], {}, { path: 'x', reason: 'y' }, { path: 'x' }, { path: 'x', pattern: 1 }],
];

/** What a place was changed to, and who takes the file then. */
const disagreement = (place: Place, what: string, value: unknown): string[] => {
  const [bySchema, byParser] = [validate(value), isParsed(value)];
  return bySchema === byParser ? [] : [`${place.join('.')} ${what}: schema ${String(bySchema)}, parser ${String(byParser)}`];
};

const disagreements = (places: readonly Place[]): string[] =>
  places.flatMap((place) => [
    ...disagreement(place, 'missing', withoutAt(valid, place)),
    ...disagreement(place, 'with a key more', replacedAt(valid, [...place.slice(0, -1), 'more'], 1)),
    ...strange.flatMap((value) => disagreement(place, JSON.stringify(value), replacedAt(valid, place, value))),
  ]);

const isOfSettings = (place: Place): boolean => place[0] === 'settings';

test('schema and parser take the same files, whatever one place of them holds', () => {
  assert.equal(validate(valid), true, JSON.stringify(validate.errors));
  assert.equal(isParsed(valid), true);
  const places = placesOf(valid);
  assert.ok(places.length > 70);
  assert.deepEqual(disagreements(places.filter((place) => !isOfSettings(place))), []);
});

test('schema and parser take the same settings', () => {
  assert.deepEqual(disagreements(placesOf(valid).filter(isOfSettings)), []);
});

test('schema and parser refuse numbers that are none', () => {
  for (const place of [
    ['picks', 0, 'gain'],
    ['settings', 'rarity'],
    ['pool', 'images'],
    ['coverage', 'radius'],
  ]) {
    const source = JSON.stringify(replacedAt(valid, place, 'HERE')).replace('"HERE"', '1e999');
    const [bySchema, byParser] = [validate(JSON.parse(source)), parseSelection(source).kind === 'selection'];
    assert.deepEqual({ place, bySchema, byParser }, { place, bySchema: false, byParser: false });
  }
});

test('schema and parser agree on files with two changed places', () => {
  const places = placesOf(valid).filter((place) => !isOfSettings(place));
  const change = fc.tuple(fc.constantFrom(...places), fc.oneof(fc.constantFrom(...strange), fc.jsonValue({ maxDepth: 1 })));
  fc.assert(
    fc.property(change, change, ([first, a], [second, b]) => {
      let value = replacedAt(valid, first, a);
      try {
        value = replacedAt(value, second, b);
      } catch {
        // The first change took the second place away.
      }
      assert.equal(validate(value), isParsed(value));
    }),
    { numRuns: 500 },
  );
});

test('schema and parser agree on what is no selection at all', () => {
  for (const value of [null, [], {}, 1, 'text', [valid]]) assert.deepEqual([validate(value), isParsed(value)], [false, false]);
});

test('a file of a newer version is refused by both', () => {
  const newer = replacedAt(valid, ['version'], selectionVersion + 1);
  assert.equal(validate(newer), false);
  assert.equal(parseSelection(JSON.stringify(newer)).kind, 'newer');
});

test('ranges, choices and defaults are those of the table of settings', () => {
  const own = schema.properties?.['settings']?.properties ?? {};
  for (const [name, setting] of Object.entries(settings)) {
    const stated: Node = own[name] ?? {};
    assert.equal(stated['default'], setting.default, name);
    if (setting.kind === 'choice') {
      assert.deepEqual(stated['enum'], setting.values, name);
      continue;
    }
    const table: { readonly minimum: number; readonly maximum?: number; readonly isAbove?: boolean; readonly isWhole: boolean } = setting;
    assert.equal(stated['type'], table.isWhole ? 'integer' : 'number', name);
    assert.equal(stated['maximum'], table.maximum, name);
    assert.equal(stated[table.isAbove ? 'exclusiveMinimum' : 'minimum'], table.minimum, name);
    assert.equal(stated[table.isAbove ? 'minimum' : 'exclusiveMinimum'], undefined, name);
  }
});

test('every property says in a sentence what it is', () => {
  const silent = (node: Node, at: string): string[] => [
    ...Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
      ...(/^[A-Zn0-9].{8,}\.$/.test(inner.description ?? '') ? [] : [`${at}.${key}`]),
      ...silent(inner, `${at}.${key}`),
    ]),
    ...(node.items ? silent(node.items, `${at}[]`) : []),
  ];
  assert.equal(typeof schema['title'], 'string');
  assert.deepEqual(silent(schema, ''), []);
  const described = Object.keys(schema.properties ?? {});
  assert.deepEqual(described, Object.keys(aSelection()));
});
