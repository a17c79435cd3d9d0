/** Pages of a list: in whatever steps it is read, the whole list comes out, once. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { paginate } from './connection.ts';

const list = fc.array(fc.integer(), { maxLength: 60 });
const size = fc.integer({ min: 1, max: 20 });

describe('pages', () => {
  it('read forwards give the whole list', () => {
    fc.assert(
      fc.property(list, size, (all, first) => {
        const read: number[] = [];
        let page = paginate(all, { first });
        read.push(...page.nodes);
        while (page.pageInfo.hasNextPage) {
          page = paginate(all, { first, after: page.pageInfo.endCursor });
          assert.ok(page.nodes.length > 0);
          assert.ok(page.pageInfo.hasPreviousPage);
          read.push(...page.nodes);
        }
        assert.deepEqual(read, all);
      }),
    );
  });

  it('read backwards give the whole list', () => {
    fc.assert(
      fc.property(list, size, (all, last) => {
        let page = paginate(all, { last });
        let read = [...page.nodes];
        while (page.pageInfo.hasPreviousPage) {
          page = paginate(all, { last, before: page.pageInfo.startCursor });
          assert.ok(page.nodes.length > 0);
          read = [...page.nodes, ...read];
        }
        assert.deepEqual(read, all);
      }),
    );
  });

  it('count all items, on whichever page', () => {
    fc.assert(
      fc.property(list, size, (all, first) => {
        const page = paginate(all, { first });
        assert.equal(page.totalCount, all.length);
        assert.equal(page.nodes.length, Math.min(first, all.length));
        assert.deepEqual(
          page.edges.map((edge) => edge.node),
          page.nodes,
        );
      }),
    );
  });

  it('refuse a cursor that nobody gave out', () => {
    assert.throws(() => paginate([1, 2], { first: 1, after: 'bm90IGEgY3Vyc29y' }), /valid cursor/);
  });
});
