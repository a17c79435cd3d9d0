/**
 * What the payloads of Claude Code's hooks say of an edit, and which model the transcript that they name says made it.
 * The formats are undocumented in part and change: what is not understood says nothing.
 */

import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { applyReplacements, type Replacement } from '../../domain/edit-claim.ts';
import { homeFolder } from './places.ts';
import { Id, match, modelOf, PathText, parseJson } from './records.ts';
import type { Places } from './session-source.ts';

export type HookEvent =
  /** the tool is about to change `file` */
  | { readonly kind: 'before-edit'; readonly file: string }
  /** it has; the texts are whole files, `before: null` is a new one */
  | {
      readonly kind: 'edit';
      readonly file: string;
      readonly source: Source;
      readonly before: string | null;
      readonly after: string;
    }
  /** it has, but does not say what the file was */
  | {
      readonly kind: 'replacement';
      readonly file: string;
      readonly source: Source;
      readonly replacements: readonly Replacement[];
    };

export interface Source {
  readonly session: string;
  readonly call: string;
  readonly transcript: string | null;
}

const Payload = v.object({
  session_id: Id,
  transcript_path: v.optional(v.string()),
  cwd: v.optional(v.string()),
  hook_event_name: v.picklist(['PreToolUse', 'PostToolUse']),
  tool_name: v.picklist(['Edit', 'Write', 'MultiEdit', 'NotebookEdit']),
  tool_use_id: v.optional(Id),
  tool_input: v.object({
    file_path: v.optional(PathText),
    notebook_path: v.optional(PathText),
    old_string: v.optional(v.string()),
    new_string: v.optional(v.string()),
    replace_all: v.optional(v.boolean()),
    content: v.optional(v.string()),
    edits: v.optional(
      v.array(
        v.object({ old_string: v.string(), new_string: v.string(), replace_all: v.optional(v.boolean()) }),
      ),
    ),
  }),
  tool_response: v.optional(v.unknown()),
});
type Payload = v.InferOutput<typeof Payload>;

/** Of a failed call it is a text. `userModified`: the user changed the proposal before letting it through. */
const Response = v.object({
  success: v.optional(v.boolean()),
  is_error: v.optional(v.boolean()),
  error: v.optional(v.unknown()),
  type: v.optional(v.string()),
  originalFile: v.nullish(v.string()),
  originalFileContents: v.nullish(v.string()),
  original_file: v.nullish(v.string()),
  updated_file: v.nullish(v.string()),
});

/** What a payload means, null if it means nothing to us: another event or tool, a failed call, a shape not known. */
export function readHookEvent(given: unknown): HookEvent | null {
  const payload = match(Payload, given);
  if (!payload) return null;
  const named = payload.tool_input.file_path ?? payload.tool_input.notebook_path;
  if (named === undefined || (!path.isAbsolute(named) && !payload.cwd)) return null;
  const file = path.resolve(payload.cwd ?? '/', named);
  if (payload.hook_event_name === 'PreToolUse') return { kind: 'before-edit', file };
  return afterEdit(payload, file);
}

function afterEdit(payload: Payload, file: string): HookEvent | null {
  const response = match(Response, payload.tool_response);
  if (!response || !payload.tool_use_id) return null;
  if (response.success === false || response.is_error || response.error) return null;

  const source: Source = {
    session: payload.session_id,
    call: payload.tool_use_id,
    transcript: payload.transcript_path ?? null,
  };
  const original = response.originalFile ?? response.originalFileContents ?? response.original_file ?? null;
  if (payload.tool_name === 'NotebookEdit') {
    // A notebook's text is not what the call says; only the whole of it tells.
    if (typeof response.updated_file !== 'string') return null;
    return { kind: 'edit', file, source, before: original, after: response.updated_file };
  }
  if (payload.tool_name === 'Write') {
    if (payload.tool_input.content === undefined) return null;
    // An update that does not tell what was there cannot be told from a new file.
    if (original === null && response.type === 'update') return null;
    return { kind: 'edit', file, source, before: original, after: payload.tool_input.content };
  }
  const replacements = replacementsOf(payload);
  if (replacements.length === 0) return null;
  const after = original === null ? null : applyReplacements(original, replacements);
  return after === null
    ? { kind: 'replacement', file, source, replacements }
    : { kind: 'edit', file, source, before: original, after };
}

/** The call's input, not its response: where the user changed the proposal, this is the part that is the tool's. */
function replacementsOf({ tool_input: input }: Payload): Replacement[] {
  const edits =
    input.edits ??
    (input.old_string !== undefined && input.new_string !== undefined
      ? [{ old_string: input.old_string, new_string: input.new_string, replace_all: input.replace_all }]
      : []);
  return edits.map((edit) => ({
    oldText: edit.old_string,
    newText: edit.new_string,
    all: edit.replace_all ?? false,
  }));
}

/** How much of a transcript's end is read: some tens of records. */
const TAIL_BYTES = 512 * 1024;

/**
 * The model that made a call, from the end of the session's transcript; undefined where it does not say. Only a
 * transcript in the user's own store is read, never one that a payload names elsewhere.
 */
export function modelInTranscript({ transcript, call }: Source, places: Places): string | undefined {
  const tail = transcript === null ? '' : readTail(transcript, places);
  let latest: string | undefined;
  for (const line of tail.split('\n').toReversed()) {
    if (!line.includes('"model"')) continue;
    const model = modelOf(match(AssistantRecord, parseJson(line))?.message.model);
    if (model === undefined) continue;
    if (line.includes(call)) return model;
    latest ??= model;
  }
  return latest;
}

const AssistantRecord = v.object({
  type: v.literal('assistant'),
  message: v.object({ model: v.unknown() }),
});

/** Empty where there is nothing that may be read. */
function readTail(file: string, places: Places): string {
  try {
    const store = realpathSync(path.join(homeFolder(places, 'CLAUDE_CONFIG_DIR', '.claude'), 'projects'));
    const real = realpathSync(file);
    if (!real.startsWith(store + path.sep) || !real.endsWith('.jsonl')) return '';
    const descriptor = openSync(real, 'r');
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) return '';
      const length = Math.min(stat.size, TAIL_BYTES);
      const buffer = Buffer.alloc(length);
      const read = readSync(descriptor, buffer, 0, length, stat.size - length);
      return buffer.toString('utf8', 0, read);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}
