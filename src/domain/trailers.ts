/**
 * Commit trailers: what a commit's figures read as, and how they get into, out of and back from a commit message.
 * Which lines Git counts as trailers is decided here as Git decides it (`find_trailer_block_start` in its trailer.c),
 * because a line put in the wrong place is not only unread itself but hides the trailers that were there.
 */

import type { Config } from './config.ts';
import { type Contribution, type Level, percentOf, type ToolContribution } from './contribution.ts';

/** What has to be known of a repository to read an unfinished message. */
export interface MessageRules {
  /** what a comment line begins with */
  readonly comment: string;
  /** whether Git removes comment lines from this message */
  readonly stripsComments: boolean;
  /** keys from `trailer.<key>.*`, which may stand among other text, as `Signed-off-by` may */
  readonly keys?: readonly string[];
}

/** A message as it stands in a commit. */
export const STORED: MessageRules = { comment: '#', stripsComments: false };

export interface AiContribution {
  /** 0..100; 0 and 100 only when exact */
  readonly percent: number;
  readonly level: Level;
  readonly lines: {
    readonly ai: number;
    readonly mixed: number;
    readonly human: number;
    readonly unknown: number;
  };
}

const MAX_VALUE_LENGTH = 100;
const AI_KEY = 'AI-Contribution: ';
const AI_CONTRIBUTION =
  /^AI-Contribution: (0|[1-9]\d?|100)% (none|light|moderate|heavy); lines ai=(\d{1,15}) mixed=(\d{1,15}) human=(\d{1,15}) unknown=(\d{1,15})$/;
const TOOL_TRAILER = /^(?:Assisted|Generated)-by: \S/;
const SIGNED_OFF = 'Signed-off-by: ';
const GIT_GENERATED = [SIGNED_OFF, '(cherry picked from commit '];
const PLAIN_BLOCK = /^(?:[A-Za-z0-9-]+: \S[^\r\n]*\n)+$/;
const SCISSORS = '------------------------ >8 ------------------------';

/** The trailer lines of a commit, without line ends; none when the preset or the figures ask for none. */
export function trailerLines(
  contribution: Contribution,
  config: Pick<Config, 'trailers' | 'always'>,
): string[] {
  if (config.trailers === 'off' || (contribution.share <= 0 && !config.always)) return [];
  const tools = contribution.tools.toSorted((a, b) => b.characters - a.characters);
  if (config.trailers === 'generated-by') return toolLines('Generated-by', ' ', tools);
  const assisted = toolLines('Assisted-by', ':', tools);
  return config.trailers === 'assisted-by' ? assisted : [aiContributionLine(contribution), ...assisted];
}

function aiContributionLine({ share, level, added }: Contribution): string {
  const { ai, mixed, human, unknown } = added;
  const counts = `lines ai=${ai} mixed=${mixed} human=${human} unknown=${unknown}`;
  return `AI-Contribution: ${percentOf(share)}% ${level}; ${counts}`;
}

/** The colon parts tool and model, so a tool's own name has none. */
function toolLines(key: string, separator: string, tools: readonly ToolContribution[]): string[] {
  const values = tools.map(({ tool, model }) => {
    const name = safeValue(tool).replaceAll(':', '-') || 'unknown';
    return model ? safeValue(`${name}${separator}${safeValue(model)}`) : name;
  });
  return [...new Set(values)].map((value) => `${key}: ${value}`);
}

/** One line, no invisible characters, at most 100 characters, not ending in a separator. */
function safeValue(value: string): string {
  const printable = value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return [...printable]
    .slice(0, MAX_VALUE_LENGTH)
    .join('')
    .replace(/[\s:]+$/, '');
}

/** Reads one `AI-Contribution` line; null for anything but what `trailerLines` writes. */
export function parseAiContribution(line: string): AiContribution | null {
  const found = AI_CONTRIBUTION.exec(line);
  if (!found) return null;
  const number = (at: number) => Number(found[at]);
  return {
    percent: number(1),
    level: found[2] as Level,
    lines: { ai: number(3), mixed: number(4), human: number(5), unknown: number(6) },
  };
}

/** What the trailers of a commit's message say, or null when it carries none of ours. */
export function readTrailers(
  message: string,
  rules: MessageRules = STORED,
): { contribution: AiContribution; tools: { tool: string; model?: string }[] } | null {
  if (!message.includes(AI_KEY)) return null; // most messages of most histories
  const [first, ...others] = ownLines(message, rules);
  const contribution = parseAiContribution(first ?? '');
  if (!contribution) return null;
  const tools = others.flatMap((line) => {
    const [, tool, model] = /^Assisted-by: ([^:]+)(?::(.+))?$/.exec(line) ?? [];
    return tool ? [{ tool, ...(model && { model }) }] : [];
  });
  return { contribution, tools };
}

/** Our lines in a message's trailer block: the last `AI-Contribution` and the tool lines right below it. */
export function ownLines(message: string, rules: MessageRules = STORED): string[] {
  const plain = rules === STORED ? plainBlock(message) : null;
  if (plain) return ownInPlain(plain);
  const lines = linesOf(message);
  const block = blockOf(lines, rules);
  const at = block ? lines.findLastIndex((line, i) => i >= block.from && i < block.to && isAi(line)) : -1;
  return at < 0 ? [] : lines.slice(at, runEnd(lines, at, rules)).map(bare);
}

/**
 * `message` with `trailers` in place of ours: one block, in the last paragraph, whatever else is in it left as it was.
 * Idempotent. A message that has no text, so that Git is going to refuse it, is given none.
 * @param trailers lines without line ends; none takes ours out
 * @param wrote the lines that are ours, where that is known: other tool lines beside them are a person's. When left
 *   out, ours are those right below an `AI-Contribution`.
 */
export function writeTrailers(
  message: string,
  trailers: readonly string[],
  rules: MessageRules = STORED,
  wrote?: readonly string[],
): string {
  const { lines, insertAt } = withoutOurs(linesOf(message), rules, wrote);
  const rest = lines.join('');
  if (trailers.length === 0 || isEmptyMessage(rest, rules)) return rest;

  const block = blockOf(lines, rules);
  const kept = new Set(block ? lines.slice(block.from, block.to).map(bare) : []);
  const eol = lines[0]?.endsWith('\r\n') ? '\r\n' : '\n';
  const ours = trailers.filter((line) => !kept.has(line)).map((line) => line + eol);
  const at = block ? (insertAt ?? block.to) : textEnd(lines, rules);
  const before = lines.slice(0, at).join('');
  const lineBreak = before.endsWith('\n') ? '' : eol;
  const blankLine = block ? '' : eol;
  return before + lineBreak + blankLine + ours.join('') + lines.slice(at).join('');
}

/**
 * Whether Git takes the message for empty, or would without our lines: nothing but comments, blank lines and sign-offs.
 */
export function isEmptyMessage(message: string, rules: MessageRules): boolean {
  const lines = linesOf(message);
  return lines
    .slice(0, scissorsAt(lines, rules))
    .every((line) => isBlank(line) || isRemovedComment(line, rules) || line.startsWith(SIGNED_OFF));
}

/** The message as Git compares it with a template: no comments, sign-offs, trailing or repeated white space. */
export function comparableText(message: string, rules: MessageRules): string {
  const lines = linesOf(message);
  return lines
    .slice(0, scissorsAt(lines, rules))
    .filter((line) => !isRemovedComment(line, rules) && !line.startsWith(SIGNED_OFF))
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * What comment lines begin with, from `core.commentChar` or `core.commentString`. For `auto` Git takes the first of
 * these that begins no line of the message and tells nobody: its own hints at the end give it away.
 */
export function commentPrefix(configured: string | undefined, message: string): string {
  if (configured !== 'auto') return configured || '#';
  const last = linesOf(message).findLast((line) => !isBlank(line)) ?? '';
  const scissors = linesOf(message).find((line) => bare(line).slice(1) === ` ${SCISSORS}`);
  const candidate = (scissors ?? last).charAt(0);
  return '#;@!$%^&|:'.includes(candidate) && candidate !== '' ? candidate : '#';
}

/**
 * The lines, without line ends, of the block that nearly every message with trailers has: one behind other text, with
 * nothing but unfolded trailers in it. Null where one has to look closer. A range may have thousands of messages.
 */
function plainBlock(message: string): string[] | null {
  const start = message.lastIndexOf('\n\n', message.length - 2);
  if (start < 0 || !PLAIN_BLOCK.test(message.slice(start + 2))) return null;
  if (!/\S/.test(message.slice(0, start)) || message.includes(SCISSORS)) return null;
  return message.slice(start + 2, -1).split('\n');
}

function ownInPlain(block: readonly string[]): string[] {
  const at = block.findLastIndex(isAi);
  if (at < 0) return [];
  let end = at + 1;
  while (TOOL_TRAILER.test(block[end] ?? '')) end++;
  return block.slice(at, end);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Lines with their line ends. */
function linesOf(message: string): string[] {
  const lines: string[] = [];
  for (let from = 0; from < message.length; ) {
    const end = message.indexOf('\n', from);
    const to = end < 0 ? message.length : end + 1;
    lines.push(message.slice(from, to));
    from = to;
  }
  return lines;
}

function bare(line: string): string {
  let end = line.length;
  if (line[end - 1] === '\n') end--;
  if (line[end - 1] === '\r') end--;
  return line.slice(0, end);
}

const isBlank = (line: string): boolean => /^[ \t\r\n]*$/.test(line);
const isContinuation = (line: string | undefined): boolean =>
  line !== undefined && /^[ \t]/.test(line) && !isBlank(line);
const isComment = (line: string, { comment }: MessageRules): boolean => line.startsWith(comment);
const isRemovedComment = (line: string, rules: MessageRules): boolean =>
  rules.stripsComments && isComment(line, rules);
const isAi = (line: string): boolean => line.startsWith(AI_KEY) && parseAiContribution(bare(line)) !== null;

function isScissors(line: string, { comment }: MessageRules): boolean {
  return line.startsWith(comment) && bare(line) === `${comment} ${SCISSORS}`;
}

function scissorsAt(lines: readonly string[], rules: MessageRules): number {
  const at = lines.findIndex((line) => isScissors(line, rules));
  return at < 0 ? lines.length : at;
}

function titleEnd(lines: readonly string[], limit: number): number {
  const first = lines.findIndex((line) => !isBlank(line));
  const end = lines.findIndex((line, i) => i > first && isBlank(line));
  return first < 0 ? 0 : Math.min(limit, end < 0 ? lines.length : end);
}

/** Where the text ends: comments, blank lines and an old-style list of conflicts may follow. */
function textEnd(lines: readonly string[], rules: MessageRules): number {
  const limit = scissorsAt(lines, rules);
  let end = rules.stripsComments ? 0 : titleEnd(lines, limit);
  let inConflicts = false;
  for (let i = end; i < limit; i++) {
    const line = lines[i] ?? '';
    if (isBlank(line) || isComment(line, rules)) continue;
    if (line.trimEnd() === 'Conflicts:' && line.endsWith('\n')) inConflicts = true;
    else if (!inConflicts || !line.startsWith('\t')) {
      inConflicts = false;
      end = i + 1;
    }
  }
  return end;
}

/** Paragraphs of the text; the first is the title, which never is a trailer block. */
function paragraphsOf(lines: readonly string[], rules: MessageRules): Span[] {
  const paragraphs: Span[] = [];
  const end = textEnd(lines, rules);
  for (let from = 0; from < end; from++) {
    if (isBlank(lines[from] ?? '')) continue;
    let to = from;
    while (to < end && !isBlank(lines[to] ?? '')) to++;
    const onlyComments = lines.slice(from, to).every((line) => isComment(line, rules));
    const isTitle = paragraphs.length === 0 && !rules.stripsComments;
    if (!onlyComments || isTitle) paragraphs.push({ from, to });
    from = to;
  }
  return paragraphs;
}

/** The trailer block, if the last paragraph is one. */
function blockOf(lines: readonly string[], rules: MessageRules): Span | null {
  const [, ...paragraphs] = paragraphsOf(lines, rules);
  const last = paragraphs.at(-1);
  return last && isTrailerBlock(lines.slice(last.from, last.to), rules) ? last : null;
}

/** All lines trailers, or a quarter of them with one among them that Git writes itself or that is configured. */
function isTrailerBlock(lines: readonly string[], rules: MessageRules): boolean {
  let recognised = false;
  let trailers = 0;
  let others = 0;
  let continuations = 0;
  for (const line of lines.toReversed()) {
    if (isRemovedComment(line, rules)) continue;
    if (isComment(line, rules)) {
      others += continuations;
      continuations = 0;
      continue;
    }
    const key = /^([A-Za-z0-9-]+)[ \t]*:/.exec(line)?.[1]?.toLowerCase();
    if (GIT_GENERATED.some((prefix) => line.startsWith(prefix))) {
      trailers++;
      continuations = 0;
      recognised = true;
    } else if (key !== undefined) {
      trailers++;
      continuations = 0;
      recognised ||= rules.keys?.some((configured) => configured.toLowerCase().startsWith(key)) ?? false;
    } else if (isContinuation(line)) {
      continuations++;
    } else {
      others += 1 + continuations;
      continuations = 0;
    }
  }
  others += continuations;
  return (recognised && trailers * 3 >= others) || (trailers > 0 && others === 0);
}

/** End of the tool lines right below the `AI-Contribution` at `at`. A folded line is not one that we wrote. */
function runEnd(lines: readonly string[], at: number, rules: MessageRules): number {
  let end = at + 1;
  while (TOOL_TRAILER.test(lines[end] ?? '') && !isFolded(lines, end, rules)) end++;
  return end;
}

/** Whether the line goes on in the next one, as Git is going to have it. */
function isFolded(lines: readonly string[], at: number, rules: MessageRules): boolean {
  const isPassedOver = (line: string) => isRemovedComment(line, rules) && !isScissors(line, rules);
  let next = at + 1;
  while (next < lines.length && isPassedOver(lines[next] ?? '')) next++;
  return isContinuation(lines[next]);
}

/**
 * Takes our lines out of every paragraph that reads as a trailer block: when commits are squashed, theirs stay behind
 * in the middle of the message. `insertAt`: where they were in the last one, if others remain there.
 */
function withoutOurs(
  lines: readonly string[],
  rules: MessageRules,
  wrote: readonly string[] | undefined,
): { lines: string[]; insertAt: number | undefined } {
  const removed = new Set<number>();
  const paragraphs = paragraphsOf(lines, rules);
  let insertBefore: number | undefined;
  for (const [index, { from, to }] of paragraphs.entries()) {
    const paragraph = lines.slice(from, to);
    if (!isTrailerBlock(paragraph, rules)) continue;
    const { own, end } = ownIn(lines, { from, to }, rules, wrote);
    const isOnlyOurs = own.size === paragraph.filter((line) => !isComment(line, rules)).length;
    // a title is ours only when the person deleted everything else
    if (index === 0 && !isOnlyOurs) continue;
    for (const i of own) removed.add(i);
    if (index === paragraphs.length - 1 && !isOnlyOurs) insertBefore = end;
    if (own.size === paragraph.length)
      for (let i = from - 1; i >= 0 && isBlank(lines[i] ?? ''); i--) removed.add(i);
  }
  const before = lines.slice(0, insertBefore).filter((_, i) => !removed.has(i));
  return {
    lines: lines.filter((_, i) => !removed.has(i)),
    insertAt: insertBefore === undefined ? undefined : before.length,
  };
}

function ownIn(
  lines: readonly string[],
  { from, to }: Span,
  rules: MessageRules,
  wrote: readonly string[] | undefined,
): { own: Set<number>; end: number | undefined } {
  const own = new Set<number>();
  let end: number | undefined;
  const isKnown = (i: number) => wrote?.includes(bare(lines[i] ?? ''));
  for (let i = from; i < to; i++) {
    if (!isAi(lines[i] ?? '') || isFolded(lines, i, rules)) continue;
    own.add(i);
    end = Math.min(to, runEnd(lines, i, rules));
    for (let j = i + 1; j < end; j++) if (isKnown(j) ?? true) own.add(j);
  }
  if (end === undefined && wrote)
    for (let i = from; i < to; i++)
      if (TOOL_TRAILER.test(lines[i] ?? '') && isKnown(i)) {
        own.add(i);
        end = i + 1;
      }
  return { own, end };
}
