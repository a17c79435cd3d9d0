import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matcherOf } from '../../../src/domain/pull-requests/patterns.ts';

describe('patterns of names', () => {
  it('match whole names, whatever their case, with any text for a star', () => {
    const matches = matcherOf(['Deploy (*)', 'qa', '*-prod']);
    assert.deepEqual(
      ['deploy (eu)', 'deploy ()', 'deploy (', ' QA ', 'qa1', 'eu-prod', '-prod', 'prod'].map(matches),
      [true, true, false, true, false, true, true, false],
    );
    assert.equal(matcherOf([])(''), false);
  });

  it('match as regular expressions would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('A', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (wanted, name) => {
        const expression = wanted
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('.*');
        assert.equal(matcherOf([wanted])(name), new RegExp(`^(?:${expression})$`, 'i').test(name));
      }),
    );
  });

  it('take no longer for many stars', () => {
    assert.equal(matcherOf([`${'*a'.repeat(50)}*b`])('a'.repeat(1000)), false);
  });
});
