import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Branch, cut, Leaf, type Node, type Piece, rootOf } from '../../src/domain/attributed-tree.ts';
import type { Edit } from '../../src/domain/origin.ts';

const EDITS = ['a', 'b'].map(
  (uid): Edit => ({ uid, origin: 'ai', evidence: 'reported', kind: 'agent', atMs: 1 }),
);

/** Runs of `runLength` characters, marks by turns. */
function piece(length: number, runLength: number): Piece {
  const lengths: number[] = [];
  for (let rest = length; rest > 0; rest -= runLength) lengths.push(Math.min(runLength, rest));
  return { text: 'x'.repeat(length), lengths, tags: lengths.map((_, at) => EDITS[at % 2]!) };
}

/** Checks every node and returns the height. */
function assertSound(node: Node, isRoot: boolean): number {
  assert.ok(isRoot || !node.isSmall, 'a node is too small');
  if (node instanceof Leaf) {
    const sum = node.lengths.reduce((a, b) => a + b, 0);
    assert.equal(sum, node.text.length, 'runs do not cover the text');
    assert.equal(node.tags.length, node.lengths.length);
    assert.ok(!node.lengths.includes(0), 'a run is empty');
    node.tags.forEach((tag, at) => {
      assert.notEqual(tag, node.tags[at - 1], 'equal neighbours');
    });
    assert.ok(node.text.length + node.lengths.length <= 1024, 'a leaf is too large');
    return 0;
  }
  assert.ok(node instanceof Branch);
  assert.ok(
    node.children.length > 1 && node.children.length <= 32,
    'a branch has too many or too few children',
  );
  const heights = new Set(node.children.map((child) => assertSound(child, false)));
  assert.equal(heights.size, 1, 'leaves are not equally deep');
  assert.equal(
    node.length,
    node.children.reduce((sum, child) => sum + child.length, 0),
  );
  return 1 + [...heights][0]!;
}

const anyPiece = fc
  .tuple(fc.oneof(fc.nat(50), fc.nat(5000), fc.nat(60_000)), fc.constantFrom(1, 7, 300, 100_000))
  .map(([length, runLength]) => piece(length, runLength));
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('the tree of an attributed text', () => {
  it('stays balanced, full enough and exact, whatever is put in and taken out', () => {
    fc.assert(
      fc.property(
        anyPiece,
        fc.array(fc.tuple(fraction, fraction, anyPiece), { maxLength: 15 }),
        (start, edits) => {
          let root = rootOf(cut(start));
          assertSound(root, true);
          for (const [a, b, inserted] of edits) {
            const [from, to] = [a, b].map((part) => Math.round(part * root.length)).sort((x, y) => x - y);
            const length = root.length - (to! - from!) + inserted.text.length;
            const nodes = root.replace(from!, to!, inserted);
            if (nodes) root = rootOf(nodes);
            assert.equal(root.length, length);
            assertSound(root, true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is as high as the logarithm of the text', () => {
    const height = (length: number) => assertSound(rootOf(cut(piece(length, 100))), true);
    assert.deepEqual([100, 10_000, 1_000_000].map(height), [0, 1, 3]);
  });

  it('shrinks to one leaf with its text', () => {
    let root = rootOf(cut(piece(1_000_000, 10)));
    root = rootOf(root.replace(1, root.length, piece(0, 1)) ?? [root]);
    assert.equal(assertSound(root, true), 0);
    assert.equal(root.length, 1);
  });
});
