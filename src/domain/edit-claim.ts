/** What an AI tool says about one edit it made: whole texts, or only what it replaced. */

/** One passage that a tool replaced. Line context around the passage may be part of both texts. */
export interface Replacement {
  readonly oldText: string;
  readonly newText: string;
  /** every occurrence was replaced, not just the only one */
  readonly all?: boolean;
}

interface ClaimedEdit {
  /** `<tool>:<session>:<call>:<path>`: the same edit reported twice counts once */
  readonly uid: string;
  readonly tool: string;
  readonly model?: string;
  readonly session?: string;
  readonly atMs: number;
  /** relative to the root, `/`-separated */
  readonly path: string;
}

export interface WholeTextClaim extends ClaimedEdit {
  /** the file before, null: it was not there; undefined: the tool did not say */
  readonly before: string | null | undefined;
  readonly after: string;
}

/** The tool did not say what the rest of the file held. */
export interface ReplacementClaim extends ClaimedEdit {
  /** in the order in which they were made */
  readonly replacements: readonly Replacement[];
}

export type EditClaim = WholeTextClaim | ReplacementClaim;

/** Whether two reports are the same edit. */
export const claimUid = (tool: string, session: string, call: string, path: string): string =>
  `${tool}:${session}:${call}:${path}`;

/** Where `part` begins in `text`, -1 when it is there never or more than once. Empty text is nowhere. */
export function onlyIndexOf(text: string, part: string): number {
  if (part === '') return -1;
  const at = text.indexOf(part);
  return at >= 0 && text.indexOf(part, at + 1) < 0 ? at : -1;
}

/**
 * `text` after `replacements`, or null where one of them does not fit: its old text is missing, or there more than
 * once although only one passage was replaced. An empty old text fits an empty file.
 */
export function applyReplacements(text: string, replacements: readonly Replacement[]): string | null {
  let result = text;
  for (const { oldText, newText, all } of replacements) {
    if (oldText === '') {
      if (result !== '') return null;
      result = newText;
    } else if (all) {
      if (!result.includes(oldText)) return null;
      result = result.replaceAll(oldText, () => newText);
    } else {
      const at = onlyIndexOf(result, oldText);
      if (at < 0) return null;
      result = result.slice(0, at) + newText + result.slice(at + oldText.length);
    }
  }
  return result;
}
