/** The bundles as they are shipped, built once and kept apart from those that somebody else may be building. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
let folder: string | undefined;

/** Folder with `cli.js` and `extension.cjs`; removed when the process ends. */
export function builtProduct(): string {
  if (!folder) {
    execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
    const copy = mkdtempSync(path.join(os.tmpdir(), 'lastmile-bench-'));
    process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
    cpSync(path.join(root, 'dist'), copy, { recursive: true });
    folder = copy;
  }
  return folder;
}
