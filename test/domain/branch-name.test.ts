import assert from 'node:assert/strict';
import { isPlainBranchName } from '../../src/domain/branch-name.ts';

describe('the name of a branch', () => {
  for (const name of ['main', 'feature/é-1', 'a+b', 'fix#7', 'user@host', 'v1.2'])
    it(`${name} is plain`, () => assert.equal(isPlainBranchName(name), true));

  for (const name of [
    '',
    '--upload-pack=touch x',
    '-x',
    '+main',
    '+refs/heads/*:refs/heads/*',
    'a:main',
    'a b',
    'a\nb',
    'main~1',
    'main^',
    'a..b',
    '@',
    '@{-1}',
    'a@{1}',
    'a\\b',
  ])
    it(`${JSON.stringify(name)} is not`, () => assert.equal(isPlainBranchName(name), false));
});
