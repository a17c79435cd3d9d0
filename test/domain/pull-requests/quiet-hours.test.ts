/** Quiet hours as people write them. */

import * as assert from 'node:assert/strict';
import { parseQuietHours } from '../../../src/domain/pull-requests/quiet-hours.ts';

describe('quiet hours', () => {
  for (const [text, expected] of [
    ['22:00-07:00', [1320, 420]],
    [' 9:30 - 17:00 ', [570, 1020]],
    ['', null],
    ['22-7', null],
    ['25:00-07:00', null],
    ['08:70-09:00', null],
    ['08:00-08:00', null],
  ] as const)
    it(`"${text}" is ${JSON.stringify(expected)}`, () => {
      const hours = parseQuietHours(text);
      assert.deepEqual(hours && [hours.fromMinute, hours.toMinute], expected);
    });
});
