/** `agent-hook`: one payload of a tool's hook on standard input becomes a checkpoint or a claim. Never in its way. */

import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { claimOf } from '../../adapters/agents/claims.ts';
import { absolutePath, pathWithin } from '../../adapters/agents/places.ts';
import { MAX_RECORD_BYTES, parseJson } from '../../adapters/agents/records.ts';
import type { HookAction } from '../../adapters/agents/tool.ts';
import { AGENT_TOOLS, agentTool } from '../../adapters/agents/tools.ts';
import { type Checkpoints, createCheckpoints } from '../../services/checkpoints.ts';
import type { Invocation } from '../commands.ts';
import { ledgerToWrite, log, openProject, systemClock } from '../compose.ts';
import { safe } from '../terminal.ts';

export async function run({ positionals }: Invocation): Promise<number> {
  const tool = agentTool(positionals[0] ?? '');
  if (!tool?.hook) {
    // To a tool, exit code 2 means that the edit is not allowed.
    const known = AGENT_TOOLS.map(({ id }) => id).join(', ');
    process.stderr.write(`lastmile: agent-hook knows ${known}, not '${safe(positionals[0] ?? '')}'\n`);
    return 0;
  }
  try {
    const payload = await readInput(MAX_RECORD_BYTES);
    const places = { home: homedir(), env: process.env, platform: process.platform };
    const context = { nowMs: systemClock.nowMs(), places };
    const action = payload === null ? null : tool.hook.read(parseJson(payload), context);
    if (action) await handle(tool.id, action);
  } catch (error) {
    log.warn('the payload was left out', error);
  }
  return 0;
}

/** Standard input, null if it is longer than `maxBytes`. */
async function readInput(maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    length += (chunk as Buffer).length;
    if (length <= maxBytes) chunks.push(chunk as Buffer);
  }
  return length <= maxBytes ? Buffer.concat(chunks) : null;
}

async function handle(tool: string, action: HookAction): Promise<void> {
  if (action.kind === 'before-edit') {
    // What is there already is not what the tool is about to write.
    for (const [folder, files] of byFolder(action.files, (file) => file))
      await inRepository(folder, async (root, checkpoints) => {
        const paths = files.flatMap((file) => pathWithin(root, file) ?? []);
        if (paths.length > 0) await checkpoints.checkpoint({ origin: 'unknown', paths });
      });
    return;
  }
  for (const [folder, edits] of byFolder(action.edits, ({ path: file, cwd }) => absolutePath(file, cwd)))
    await inRepository(folder, async (root, checkpoints) => {
      const claims = edits.flatMap((edit) => claimOf(tool, edit, root) ?? []);
      for (const file of new Set(claims.map((claim) => claim.path)))
        await checkpoints.claimAll(claims.filter((claim) => claim.path === file));
    });
}

/** Things by the folder of their file, as far as it is there, where it really is. */
function byFolder<T>(things: readonly T[], fileOf: (thing: T) => string | null): Map<string, T[]> {
  const folders = new Map<string, T[]>();
  for (const thing of things) {
    const file = fileOf(thing);
    if (file === null) continue;
    const folder = realpathSync(existingAncestor(path.dirname(file)));
    folders.set(folder, [...(folders.get(folder) ?? []), thing]);
  }
  return folders;
}

function existingAncestor(folder: string): string {
  let existing = folder;
  while (!existsSync(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing);
  return existing;
}

/** Does `work` in the repository around a folder. Where that fails, other files of the payload still count. */
async function inRepository(
  folder: string,
  work: (root: string, checkpoints: Checkpoints) => Promise<void>,
): Promise<void> {
  try {
    const { git, isPaused } = await openProject(folder);
    if (isPaused) return;
    using ledger = ledgerToWrite(git);
    const checkpoints = createCheckpoints({ git, ledger, clock: systemClock, log, newId: randomUUID });
    await work(realpathSync.native(git.worktree), checkpoints);
  } catch (error) {
    log.warn('an edit was left out', error);
  }
}
