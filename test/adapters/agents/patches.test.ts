import assert from 'node:assert/strict';
import { applyUnifiedDiff } from '../../../src/adapters/agents/patches.ts';

describe('a unified diff that a tool reports', () => {
  const text = 'one\ntwo\nthree\n';

  it('is applied where it says', () => {
    assert.equal(applyUnifiedDiff(text, '@@ -2 +2 @@\n-two\n+2\n'), 'one\n2\nthree\n');
    assert.equal(applyUnifiedDiff(text, '@@ -3,0 +4 @@\n+four\n'), `${text}four\n`);
  });

  it('is not applied where it does not fit, and not looked for without end', () => {
    assert.equal(applyUnifiedDiff(text, '@@ -2 +2 @@\n-zwei\n+2\n'), null);
    assert.equal(applyUnifiedDiff(text, '@@ -999999999999 +1 @@\n-two\n+2\n'), null);
  });
});
