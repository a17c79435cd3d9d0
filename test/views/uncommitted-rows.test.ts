import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type FileRow, type FolderRow, idOf, rowsOf } from '../../src/views/uncommitted-rows.ts';

const lines = (ai: number, human = 0) => ({ total: ai + human, ai, mixed: 0, human, unknown: 0 });
const files = (...paths: string[]) => paths.map((path) => ({ path, added: lines(1) }));

/** `folder/(...)` and file names, as a person would draw the tree */
function drawn(rows: readonly (FolderRow | FileRow)[]): unknown[] {
  return rows.map((row) => (row.kind === 'file' ? row.path : { [row.name]: drawn(row.children) }));
}

function filesIn(rows: readonly (FolderRow | FileRow)[]): FileRow[] {
  return rows.flatMap((row) => (row.kind === 'file' ? [row] : filesIn(row.children)));
}

describe('the rows of the uncommitted change', () => {
  it('are folders first, then files, each by name', () => {
    assert.deepEqual(drawn(rowsOf(files('b.ts', 'a.ts', 'z/y.ts', 'z/x.ts'), 'tree')), [
      { z: ['z/x.ts', 'z/y.ts'] },
      'a.ts',
      'b.ts',
    ]);
  });

  it('show folders that hold only one another as one', () => {
    assert.deepEqual(drawn(rowsOf(files('src/deep/er/a.ts', 'src/deep/er/b.ts'), 'tree')), [
      { 'src/deep/er': ['src/deep/er/a.ts', 'src/deep/er/b.ts'] },
    ]);
    assert.deepEqual(drawn(rowsOf(files('src/a.ts', 'src/deep/b.ts'), 'tree')), [
      { src: [{ deep: ['src/deep/b.ts'] }, 'src/a.ts'] },
    ]);
  });

  it('are files alone, by path, as a list', () => {
    assert.deepEqual(drawn(rowsOf(files('b/a.ts', 'a/b10.ts', 'a/b9.ts'), 'list')), [
      'a/b9.ts',
      'a/b10.ts',
      'b/a.ts',
    ]);
  });

  it('add up the lines of a folder', () => {
    const [folder] = rowsOf(
      [
        { path: 'src/a.ts', added: lines(3, 1) },
        { path: 'src/b/c.ts', added: lines(2, 4) },
      ],
      'tree',
    );
    assert.deepEqual(folder?.added, lines(5, 5));
  });

  it('keep every file once, each with an id of its own, however the folders are nested', () => {
    const segment = fc.constantFrom('a', 'b', 'c d', 'é', '.x');
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.ts`);
    fc.assert(
      fc.property(fc.uniqueArray(path), (paths) => {
        const found = filesIn(rowsOf(files(...paths), 'tree')).map((row) => row.path);
        assert.deepEqual([...found].sort(), [...paths].sort());
        const ids = filesIn(rowsOf(files(...paths), 'tree')).map(idOf);
        assert.equal(new Set(ids).size, ids.length);
      }),
    );
  });
});
