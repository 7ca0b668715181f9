import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings, type SettingName } from '../../../src/core/settings.js';
import { manifest, manifestText } from './sources.js';

const { properties } = manifest.contributes.configuration;

/** Settings of a selection that the editor leaves to the command line. */
const ofCommandLine: readonly SettingName[] = ['patterns', 'attentionRatio'];

for (const [name, own] of Object.entries(settings)) {
  const given = properties[`freesel.${name}`];
  if (ofCommandLine.some((other) => other === name)) continue;
  test(`the editor's setting ${name} is that of the table`, () => {
    assert.ok(given);
    assert.equal(given.default, own.default);
    switch (own.kind) {
      case 'choice':
        assert.deepEqual(given.enum, own.values);
        assert.equal(given.type, 'string');
        break;
      case 'number':
        assert.equal(given.type, own.isWhole ? 'integer' : 'number');
        assert.equal(given.minimum, own.minimum);
        assert.equal(given.maximum, 'maximum' in own ? own.maximum : undefined);
        break;
    }
  });
}

test('what points outside or runs code is restricted while the workspace is not trusted', () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual([...restricted].sort(), ['freesel.hub', 'freesel.model', 'freesel.threads']);
  for (const name of restricted) assert.match(String(properties[name]?.['scope']), /^machine/);
});

test('every setting has a description in words', () => {
  for (const [name, own] of Object.entries(properties)) assert.match(String(own['markdownDescription']), /^%setting\./, name);
  assert.doesNotMatch(manifestText, /"description": "[^%]+"[^}]*"scope"/);
});
