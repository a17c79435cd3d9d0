/** A few random histories whose truth is known, the same ones every time. Thousands: node test/history/fuzz.mjs --seeds 1-2000 */

import assert from 'node:assert/strict';
import { disposeFuzz, fuzz } from './fuzz.ts';

const SEEDS = [1, 2, 3, 5, 8, 13];

describe('random histories', () => {
  after(() => disposeFuzz());

  for (const seed of SEEDS)
    it(`of seed ${seed}: every line of known truth is told as what it is`, async () => {
      const { violations, lines, commits, trace } = await fuzz(seed);
      assert.deepEqual(violations, [], trace.map((step, at) => `${at + 1} ${step}`).join('\n'));
      assert.ok(commits > 1 && lines > 10, `${commits} commits, ${lines} lines`);
    });
});
