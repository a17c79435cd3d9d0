/** The README says what the manifest and the command line declare, and shows pictures that are there. */

import * as assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
// @ts-expect-error a script without types
import { withTables } from '../readme.mjs';

const text = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('has the tables of the manifest and of the command line', () => {
    assert.equal(text, withTables(text), 'out of date: node test/readme.mjs --write');
  });

  it('shows pictures and links to pages that are there', () => {
    const paths = [...text.matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g)].map(
      ([, path = '']) => path.split('#')[0] ?? '',
    );
    assert.ok(paths.length > 3);
    for (const path of paths) assert.ok(existsSync(path), path);
  });

  it('has pictures that are small', () => {
    const pictures = [...text.matchAll(/\]\((media\/[^)]+\.png)\)/g)].map(([, path = '']) => path);
    assert.ok(pictures.length > 0);
    for (const path of pictures) assert.ok(statSync(path).size < 200_000, path);
  });
});
