/** A map whose versions all stay readable, against one that is copied for each. */

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { VersionedMap } from '../../../src/domain/retention/versioned-map.ts';

describe('a map with versions', () => {
  it('has in each of them what it had when that was made, whichever is read when', () => {
    const entry = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 9 }));
    const step = fc.record({
      from: fc.nat(),
      changed: fc.array(entry, { maxLength: 4 }),
      read: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(entry), fc.array(step, { maxLength: 20 }), (first, steps) => {
        const versions = [new VersionedMap(new Map(first))];
        const copies = [new Map(first)];
        for (const { from, changed, read } of steps) {
          versions.push(
            versions[from % versions.length]!.with(changed.map(([key, value]) => ({ key, value }))),
          );
          copies.push(new Map([...copies[from % copies.length]!, ...changed]));
          const at = read % versions.length;
          assert.deepEqual(new Map(versions[at]!.entries()), copies[at]);
        }
        versions.forEach((version, at) => {
          assert.equal(version.size, copies[at]!.size);
          for (const key of ['a', 'b', 'c', 'd'] as const)
            assert.equal(version.get(key), copies[at]!.get(key));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('remembers a long history', () => {
    const first = new VersionedMap<number, number>();
    let last = first;
    for (let n = 0; n < 100_000; n++) last = last.with([{ key: n % 7, value: n }]);
    assert.equal(first.get(0), undefined);
    assert.equal(last.get(99_999 % 7), 99_999);
  });
});
