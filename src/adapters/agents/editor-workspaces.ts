/** Where editors keep what belongs to a workspace: `User/workspaceStorage/<hash>`, of which `workspace.json` tells. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { absolutePath, editorFolders, foldersIn, isRelated } from './places.ts';
import { match, parseJson } from './records.ts';
import type { Scope } from './session-source.ts';

/** User data folders of Visual Studio Code and of what is built from the same source without changing its chat. */
export const CODE_FOLDERS = ['Code', 'Code - Insiders', 'VSCodium'];

const Workspace = v.object({ folder: v.optional(v.string()), workspace: v.optional(v.string()) });

/** What `workspace.json` says, by storage folder. The folder's name is a hash of it, so it stays what it is. */
const known = new Map<string, v.InferOutput<typeof Workspace>>();

async function workspaceOf(storage: string): Promise<v.InferOutput<typeof Workspace> | undefined> {
  const remembered = known.get(storage);
  if (remembered) return remembered;
  const text = await readFile(path.join(storage, 'workspace.json'), 'utf8').catch(() => '');
  const workspace = match(Workspace, parseJson(text));
  if (workspace) known.set(storage, workspace);
  return workspace;
}

/** Storage folders of the workspaces that may contain the work tree. A `.code-workspace` file may name any folder. */
export async function workspacesOf(scope: Scope): Promise<string[]> {
  const found: string[] = [];
  for (const editor of editorFolders(scope.places, CODE_FOLDERS))
    for (const storage of await foldersIn(path.join(editor, 'User', 'workspaceStorage'))) {
      const workspace = await workspaceOf(storage);
      const folder = workspace?.folder ? absolutePath(workspace.folder) : null;
      if (workspace?.workspace || (folder && isRelated(folder, scope))) found.push(storage);
    }
  return found;
}
