/** `agent-hook`: one payload of a tool's hook on standard input becomes a checkpoint or a claim. Never in its way. */

import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import {
  type HookEvent,
  MAX_PAYLOAD_BYTES,
  modelOf,
  readHookEvent,
  TOOL,
} from '../../adapters/agents/claude-code.ts';
import { claimUid } from '../../domain/edit-claim.ts';
import { type Checkpoints, createCheckpoints } from '../../services/checkpoints.ts';
import type { Invocation } from '../commands.ts';
import { ledgerToWrite, log, openProject, systemClock } from '../compose.ts';
import { safe } from '../terminal.ts';

export async function run({ positionals }: Invocation): Promise<number> {
  if (positionals[0] !== TOOL) {
    // To a tool, exit code 2 means that the edit is not allowed.
    process.stderr.write(`lastmile: agent-hook knows ${TOOL}, not '${safe(positionals[0] ?? '')}'\n`);
    return 0;
  }
  try {
    const payload = await readInput(MAX_PAYLOAD_BYTES);
    const event = payload === null ? null : readHookEvent(payload);
    if (event) await handle(event);
  } catch (error) {
    log.warn('the payload was left out', error);
  }
  return 0;
}

/** Standard input, null if it is longer than `maxBytes`. */
async function readInput(maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += (chunk as Buffer).length;
    if (length <= maxBytes) chunks.push(chunk as Buffer);
  }
  return length <= maxBytes ? Buffer.concat(chunks).toString('utf8') : null;
}

async function handle(event: HookEvent): Promise<void> {
  const folder = existingFolder(path.dirname(event.file));
  const { git } = await openProject(folder);
  const file = path.join(folder, path.relative(existingAncestor(path.dirname(event.file)), event.file));
  const relative = path.relative(git.worktree, file).split(path.sep).join('/');
  if (
    relative === '' ||
    relative.startsWith('../') ||
    path.isAbsolute(relative) ||
    isInside(git.gitDir, file)
  )
    return;
  using ledger = ledgerToWrite(git);
  await record(
    event,
    relative,
    createCheckpoints({ git, ledger, clock: systemClock, log, newId: randomUUID }),
  );
}

async function record(event: HookEvent, file: string, checkpoints: Checkpoints): Promise<void> {
  if (event.kind === 'before-edit') {
    // What is there already is not what the tool is about to write.
    await checkpoints.checkpoint({ origin: 'unknown', paths: [file] });
    return;
  }
  const { session, call } = event.source;
  const model = modelOf(event.source);
  const by = {
    uid: claimUid(TOOL, session, call, file),
    tool: TOOL,
    ...(model !== null && { model }),
    session,
    atMs: systemClock.nowMs(),
    path: file,
  };
  await checkpoints.claim(
    event.kind === 'edit'
      ? { ...by, before: event.before, after: event.after }
      : { ...by, replacements: event.replacements },
  );
}

function existingAncestor(folder: string): string {
  let existing = folder;
  while (!existsSync(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing);
  return existing;
}

/** The real place of a folder: a link in the work tree may lead out of it. */
const existingFolder = (folder: string): string => realpathSync(existingAncestor(folder));

const isInside = (folder: string, file: string): boolean => {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
};
