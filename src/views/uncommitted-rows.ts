/** The rows of the uncommitted change: folders and files, from the figures of each file. */

import type { Contribution, LineCounts } from '../domain/contribution.ts';
import type { LineGroup } from '../services/line-groups.ts';

export type Layout = 'tree' | 'list';

export type FolderRow = {
  readonly kind: 'folder';
  /** relative to the root */
  readonly path: string;
  /** several folders where one holds nothing but the next */
  readonly name: string;
  readonly added: LineCounts;
  readonly children: readonly (FolderRow | FileRow)[];
};
export type FileRow = { readonly kind: 'file'; readonly path: string; readonly added: LineCounts };
export type LinesRow = { readonly kind: 'lines'; readonly path: string; readonly group: LineGroup };
export type Row = FolderRow | FileRow | LinesRow;

/** Unique among the rows of a repository, and the same for the same row the next time. */
export function idOf(row: Row): string {
  return row.kind === 'lines' ? `lines:${row.path}:${row.group.first}` : `${row.kind}:${row.path}`;
}

/** Folders first, then files, each by name; a list has the files alone, by path. */
export function rowsOf(files: Contribution['files'], layout: Layout): (FolderRow | FileRow)[] {
  const rows: FileRow[] = files.map(({ path, added }) => ({ kind: 'file', path, added }));
  rows.sort((a, b) => compare(a.path, b.path));
  return layout === 'list' ? rows : nest(rows, '');
}

function nest(files: readonly FileRow[], prefix: string): (FolderRow | FileRow)[] {
  const own: FileRow[] = [];
  const byFolder = new Map<string, FileRow[]>();
  for (const file of files) {
    const end = file.path.indexOf('/', prefix.length);
    if (end < 0) own.push(file);
    else {
      const folder = file.path.slice(0, end);
      const inside = byFolder.get(folder);
      if (inside) inside.push(file);
      else byFolder.set(folder, [file]);
    }
  }
  const folders = [...byFolder].map(([path, inside]): FolderRow => {
    const children = nest(inside, `${path}/`);
    const name = path.slice(prefix.length);
    const [only] = children;
    if (children.length === 1 && only?.kind === 'folder') return { ...only, name: `${name}/${only.name}` };
    return { kind: 'folder', path, name, added: sum(inside), children };
  });
  return [...folders.sort((a, b) => compare(a.path, b.path)), ...own];
}

function sum(files: readonly FileRow[]): LineCounts {
  const total = { total: 0, ai: 0, mixed: 0, human: 0, unknown: 0 };
  for (const { added } of files)
    for (const key of Object.keys(total) as (keyof LineCounts)[]) total[key] += added[key];
  return total;
}

const collator = new Intl.Collator('en', { numeric: true });
const compare = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);
