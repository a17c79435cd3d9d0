/** Globs over paths: those that are matched without the library mean what the library says. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { DEFAULTS } from '../../src/domain/config.ts';
import { pathMatcher } from '../../src/services/path-globs.ts';

describe('pathMatcher', () => {
  const segment = fc.stringMatching(/^[a-b.*_-]{1,3}$/).filter((text) => text !== '.' && text !== '..');
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));

  it('agrees with the library, whatever the globs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          path.map((name) => `**/${name}`),
          { maxLength: 3 },
        ),
        path,
        async (globs, file) => {
          const matches = await pathMatcher(globs);
          assert.equal(matches(file), picomatch(globs, { dot: true })(file), `${globs} on ${file}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  const cases: [string, readonly string[], boolean][] = [
    ['package-lock.json', DEFAULTS.exclude, true],
    ['a/b/go.sum', DEFAULTS.exclude, true],
    ['a/go.sums', DEFAULTS.exclude, false],
    ['go.sum/a.go', DEFAULTS.exclude, false],
    ['vendor/a/b.ts', ['vendor/**', '**/x.ts'], true],
    ['lib/x.ts', ['vendor/**', '**/x.ts'], true],
    ['lib/y.ts', ['vendor/**', '**/x.ts'], false],
    ['a.ts', [], false],
  ];
  for (const [file, globs, expected] of cases)
    it(`${file} is ${expected ? '' : 'not '}among ${globs.length} globs`, async () => {
      assert.equal((await pathMatcher(globs))(file), expected);
    });
});
