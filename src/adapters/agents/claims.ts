/** From what a tool reports to a claim about a file of a work tree. */

import { claimUid, type EditClaim } from '../../domain/edit-claim.ts';
import { absolutePath, pathWithin } from './places.ts';
import type { ReportedEdit } from './session-source.ts';

/** Files longer than this (UTF-16 code units) are not followed. */
const MAX_TEXT = 8 * 1024 * 1024;

/**
 * The claim that an edit makes, null where its file is outside the work tree or in its git folder.
 * @param root of the work tree, absolute, without symbolic links
 */
export function claimOf(tool: string, edit: ReportedEdit, root: string): EditClaim | null {
  const { session, call, model, atMs, change } = edit;
  const file = absolutePath(edit.path, edit.cwd);
  const path = file && pathWithin(root, file);
  if (!path || lengthOf(change) > MAX_TEXT) return null;
  const uid = claimUid(tool, session, call, path);
  return { uid, tool, session, ...(model && { model }), atMs, path, ...change };
}

function lengthOf(change: ReportedEdit['change']): number {
  if ('after' in change) return Math.max(change.after.length, change.before?.length ?? 0);
  return change.replacements.reduce((sum, { oldText, newText }) => sum + oldText.length + newText.length, 0);
}
