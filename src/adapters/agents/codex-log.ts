/**
 * Codex's rollouts: `sessions/YYYY/MM/DD/rollout-<time>-<id>.jsonl` and archived ones. Seen in versions 0.118 and later.
 * An edit is reported as the end of a patch, in newer versions as a completed item as well; where a version reports
 * neither, the request and its output together say what was done.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as zlib from 'node:zlib';
import * as v from 'valibot';
import { EditChain } from './edit-chain.ts';
import { applyUnifiedDiff, parseApplyPatch, replacementsOf } from './patches.ts';
import { absolutePath, filesIn, foldersIn, homeFolder, isRelated } from './places.ts';
import { Id, match, modelOf, PathText, parseJson, timeOf } from './records.ts';
import type { LineStore, Memory, ParsedLines, ReportedEdit, Scope, SnapshotStore } from './session-source.ts';

const TOOL = 'codex';
const DAY_MS = 24 * 60 * 60 * 1000;
/** A compressed session may not become more than this. */
const MAX_INFLATED_BYTES = 256 * 1024 * 1024;

export const codexLog: LineStore = {
  kind: 'lines',
  tool: TOOL,
  find: (scope) => findRollouts(scope, '.jsonl'),
  isOf,
  parse,
};

/** Sessions that were put away. They do not change any more. */
export const codexArchive: SnapshotStore = {
  kind: 'snapshot',
  tool: TOOL,
  // Editors of 2025 have a Node without it.
  find: async (scope) => ('zstdDecompressSync' in zlib ? findRollouts(scope, '.jsonl.zst') : []),
  read(file, _memory, scope) {
    const all = zlib.zstdDecompressSync(readFileSync(file), { maxOutputLength: MAX_INFLATED_BYTES });
    const isOurs = isOf(all.subarray(0, 64 * 1024).toString(), scope);
    const lines = isOurs ? splitLines(all) : [];
    return { ...parse(lines, {}), memory: {} };
  },
};

function splitLines(all: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0, end = all.indexOf(10); end >= 0; from = end + 1, end = all.indexOf(10, from))
    lines.push(all.subarray(from, end));
  return lines;
}

async function findRollouts({ places, sinceMs }: Scope, suffix: string): Promise<string[]> {
  const home = homeFolder(places, 'CODEX_HOME', '.codex');
  const files = await filesIn(path.join(home, 'archived_sessions'), suffix);
  // Folders are named by when a session began; one may go on for long, but not for months.
  for (const year of await foldersIn(path.join(home, 'sessions')))
    for (const month of await foldersIn(year))
      if (isRecent(year, month, sinceMs - 31 * DAY_MS))
        for (const day of await foldersIn(month)) files.push(...(await filesIn(day, suffix)));
  return files;
}

function isRecent(year: string, month: string, sinceMs: number): boolean {
  const monthEndMs = Date.UTC(Number(path.basename(year)), Number(path.basename(month)), 1) + DAY_MS;
  return !(monthEndMs < sinceMs);
}

const CWD = /"type":\s*"session_meta".*?"cwd":\s*("(?:[^"\\]|\\.)*")/;

function isOf(head: string, scope: Scope): boolean | null {
  const firstLine = head.slice(0, head.indexOf('\n') + 1 || undefined);
  const cwd = CWD.exec(firstLine)?.[1];
  if (cwd) return isRelated(String(parseJson(cwd)), scope);
  return head.includes('\n') ? false : null;
}

const RolloutRecord = v.object({ timestamp: v.string(), type: v.string(), payload: v.unknown() });
const SessionMeta = v.object({ id: Id, cwd: v.string() });
const TurnContext = v.object({ cwd: v.optional(v.string()), model: v.optional(v.unknown()) });
const PatchEnd = v.object({
  type: v.literal('patch_apply_end'),
  call_id: Id,
  success: v.optional(v.boolean()),
  status: v.optional(v.string()),
  changes: v.unknown(),
});
const ItemCompleted = v.object({
  type: v.literal('item_completed'),
  item: v.object({
    type: v.picklist(['FileChange', 'fileChange', 'file_change']),
    id: Id,
    status: v.optional(v.string()),
    changes: v.unknown(),
  }),
});
const Request = v.object({
  type: v.picklist(['custom_tool_call', 'function_call']),
  name: v.string(),
  call_id: Id,
  input: v.optional(v.unknown()),
  arguments: v.optional(v.unknown()),
});
const Output = v.object({
  type: v.picklist(['custom_tool_call_output', 'function_call_output']),
  call_id: Id,
  output: v.unknown(),
});
const OutputText = v.object({
  output: v.string(),
  metadata: v.object({ exit_code: v.literal(0) }),
});

const Added = v.object({ type: v.literal('add'), content: v.string() });
const Deleted = v.object({ type: v.literal('delete') });
const Updated = v.object({
  type: v.literal('update'),
  unified_diff: v.string(),
  move_path: v.nullish(PathText),
});
const FileChange = v.variant('type', [Added, Deleted, Updated]);
const ListedChange = v.object({
  path: PathText,
  diff: v.optional(v.string()),
  kind: v.union([v.string(), v.object({ type: v.string(), move_path: v.nullish(PathText) })]),
});

const NEEDLES = [
  '"session_meta"',
  '"turn_context"',
  '"patch_apply_end"',
  '"item_completed"',
  'apply_patch',
  '_output"',
];

function parse(lines: readonly Buffer[], memory: Memory): ParsedLines {
  let { session, cwd, model } = memory;
  const edits: ReportedEdit[] = [];
  const chain = new EditChain();
  const requests = new Map<string, { line: number; patch: string }>();
  /** calls whose end was reported by an event, which says more than the request */
  const reported = new Set<string>();
  let strange = 0;

  const add = (call: string, timestamp: string, file: string, change: ReportedEdit['change']) => {
    const atMs = timeOf(timestamp);
    if (session && atMs !== undefined) edits.push({ session, call, model, atMs, cwd, path: file, change });
    else strange++;
  };
  const end = (call: string, status: string | undefined, timestamp: string, changes: unknown) => {
    if (reported.has(call)) return;
    reported.add(call);
    if (status !== undefined && status !== 'completed') return;
    const files = changesOf(changes);
    if (!files) strange++;
    for (const [file, change] of files ?? [])
      addChange(chain, cwd, file, change, add.bind(null, call, timestamp));
  };

  lines.forEach((line, at) => {
    if (!NEEDLES.some((needle) => line.includes(needle))) return;
    const record = match(RolloutRecord, parseJson(line));
    if (!record) return;
    const { type, payload, timestamp } = record;
    if (type === 'session_meta') {
      // A fork begins with its own and goes on with its parent's, whose calls it repeats under their names.
      const meta = match(SessionMeta, payload);
      if (meta) ({ id: session, cwd } = meta);
    } else if (type === 'turn_context') {
      const context = match(TurnContext, payload);
      cwd = context?.cwd ?? cwd;
      model = modelOf(context?.model) ?? model;
    } else if (type === 'event_msg') {
      const patch = match(PatchEnd, payload);
      if (patch)
        end(patch.call_id, patch.success === false ? 'failed' : patch.status, timestamp, patch.changes);
      const item = match(ItemCompleted, payload)?.item;
      if (item) end(item.id, item.status, timestamp, item.changes);
    } else if (type === 'response_item') {
      const request = match(Request, payload);
      const patch = request && patchOf(request);
      if (patch) requests.set(request.call_id, { line: at, patch });
      const output = match(Output, payload);
      const asked = output && requests.get(output.call_id);
      if (!asked) return;
      requests.delete(output.call_id);
      if (reported.has(output.call_id) || !hasSucceeded(output.output)) return;
      for (const file of parseApplyPatch(asked.patch) ?? []) {
        if (file.kind === 'delete') continue;
        const key = absolutePath(file.path, cwd) ?? file.path;
        const change =
          file.kind === 'add' ? chain.write(key, file.text, null) : chain.replace(key, file.replacements);
        add(output.call_id, timestamp, file.path, change);
      }
    }
  });

  const kept: Record<string, string> = {};
  if (session) kept.session = session;
  if (cwd) kept.cwd = cwd;
  if (model) kept.model = model;
  const open = [...requests].flatMap(([call, { line }]) => (reported.has(call) ? [] : [line]));
  return { edits, strange, memory: kept, openFrom: open.length > 0 ? Math.min(...open) : undefined };
}

/** The patch that a call asks for. What other tools run is never looked into, let alone evaluated. */
function patchOf({ name, input, arguments: given }: v.InferOutput<typeof Request>): string | null {
  if (name !== 'apply_patch') return null;
  if (typeof input === 'string') return input;
  return match(v.object({ input: v.string() }), parseJson(String(given)))?.input ?? null;
}

function hasSucceeded(output: unknown): boolean {
  const told = typeof output === 'string' ? parseJson(output) : output;
  return match(OutputText, told) !== undefined;
}

type Change = v.InferOutput<typeof FileChange>;

/** Both forms in which changes of files are told: by path, and as a list. */
function changesOf(changes: unknown): [string, Change][] | null {
  if (Array.isArray(changes)) {
    const listed = changes.map((change) => listedChange(match(ListedChange, change)));
    return listed.every((it) => it !== null) ? listed : null;
  }
  if (typeof changes !== 'object' || changes === null) return null;
  const found = Object.entries(changes).map(([file, change]) => [file, match(FileChange, change)] as const);
  return found.every((entry): entry is [string, Change] => entry[1] !== undefined) ? [...found] : null;
}

function listedChange(change: v.InferOutput<typeof ListedChange> | undefined): [string, Change] | null {
  if (!change) return null;
  const kind = typeof change.kind === 'string' ? { type: change.kind, move_path: null } : change.kind;
  const { path: file, diff } = change;
  if (kind.type === 'delete') return [file, { type: 'delete' }];
  if (kind.type === 'add' && diff !== undefined) return [file, { type: 'add', content: diff }];
  if (kind.type !== 'update' || diff === undefined) return null;
  return [file, { type: 'update', unified_diff: diff, move_path: kind.move_path }];
}

function addChange(
  chain: EditChain,
  cwd: string | undefined,
  file: string,
  change: Change,
  add: (file: string, change: ReportedEdit['change']) => void,
): void {
  const key = absolutePath(file, cwd) ?? file;
  if (change.type === 'delete') chain.forget(key);
  else if (change.type === 'add') add(file, chain.write(key, change.content, null));
  else {
    const target = change.move_path ?? file;
    const before = chain.textOf(key);
    const after = before === undefined ? null : applyUnifiedDiff(before, change.unified_diff);
    if (before !== undefined && after !== null) {
      chain.forget(key);
      add(target, chain.write(absolutePath(target, cwd) ?? target, after, before));
      return;
    }
    chain.forget(key);
    const replacements = replacementsOf(change.unified_diff);
    if (replacements) add(target, { replacements });
  }
}
