/** A risk band: reasons that add up, each of which is named. Not a probability of anything. */

import picomatch from 'picomatch';
import type { PullRequestAi, Risk } from './assessment.ts';
import type { PullRequest } from './pull-request.ts';
import { remembered } from './remembered.ts';
import type { Rules } from './rules.ts';

/** What this machine knows of a repository. */
export interface RepositoryHistory {
  /** changed lines of earlier pull requests or commits, ascending */
  readonly changedLines: readonly number[];
  /** whether this author has changed this file before; null: not known */
  readonly hasChanged: (author: string, path: string) => boolean | null;
}

interface Reason {
  readonly weight: number;
  readonly text: string;
}

/** Where nothing is known of the repository: sizes beyond which reviewers are known to see less. */
const LARGE_LINES = 400;
const HUGE_LINES = 1_000;

const MEDIUM = 3;
const HIGH = 6;
const SHOWN = 3;

/** What of a pull request, or of a branch that may become one, is looked at. */
export type SizedChange = Pick<PullRequest, 'additions' | 'deletions' | 'fileCount' | 'files' | 'author'>;

export function riskOf(
  pullRequest: SizedChange,
  rules: Rules,
  ai: PullRequestAi | null,
  history?: RepositoryHistory,
): Risk {
  const reasons = [
    size(pullRequest, history),
    spread(pullRequest),
    sensitive(pullRequest, rules),
    untested(pullRequest),
    newcomer(pullRequest, history),
    heavy(ai),
  ].filter((it) => it !== null);
  const score = reasons.reduce((sum, { weight }) => sum + weight, 0);
  return {
    band: score >= HIGH ? 'high' : score >= MEDIUM ? 'medium' : 'low',
    reasons: reasons
      .sort((a, b) => b.weight - a.weight)
      .slice(0, SHOWN)
      .map(({ text }) => text),
  };
}

function size({ additions, deletions }: SizedChange, history?: RepositoryHistory): Reason | null {
  const lines = additions + deletions;
  const known = history?.changedLines ?? [];
  if (known.length >= 20) {
    const rank = known.filter((it) => it < lines).length / known.length;
    if (rank < 0.75) return null;
    const percent = Math.floor(rank * 100);
    return { weight: rank >= 0.9 ? 3 : 2, text: `${lines} lines, larger than ${percent}% here` };
  }
  if (lines < LARGE_LINES) return null;
  return { weight: lines >= HUGE_LINES ? 3 : 2, text: `${lines} lines changed` };
}

function spread({ files, fileCount }: SizedChange): Reason | null {
  if (fileCount < 15 && files.length < 8) return null;
  const folders = new Set(files.map(({ path }) => path.split('/').slice(0, -1).join('/')));
  if (fileCount < 15 && folders.size < 8) return null;
  const weight = fileCount >= 40 || folders.size >= 15 ? 2 : 1;
  return {
    weight,
    text: `${fileCount} files in ${folders.size} ${folders.size === 1 ? 'folder' : 'folders'}`,
  };
}

/** Longer paths are no file's that anybody checks out; to match one takes time with the square of its length. */
const MAX_PATH = 1000;

const matchers = new WeakMap<Rules, (path: string) => boolean>();

/** The same files are changed again and again. */
function sensitiveUnder(rules: Rules): (path: string) => boolean {
  const there = matchers.get(rules);
  if (there) return there;
  const globs = rules.sensitivePaths
    .filter(Boolean)
    .map((glob) => picomatch.makeRe(glob, { dot: true }).source);
  // one expression instead of one for each: `(?!)` matches nothing
  const any = new RegExp(globs.join('|') || '(?!)', 'i');
  const made = remembered((path): boolean => path.length <= MAX_PATH && any.test(path));
  matchers.set(rules, made);
  return made;
}

function sensitive({ files }: SizedChange, rules: Rules): Reason | null {
  const matches = sensitiveUnder(rules);
  const places = new Set(files.flatMap(({ path }) => (matches(path) ? placeOf(path) : [])));
  const [first] = places;
  if (first === undefined) return null;
  const others = places.size > 1 ? ` and ${places.size - 1} more` : '';
  return { weight: 2, text: `touches ${first}${others}` };
}

/** The folder; at the top of the repository the file itself. */
const placeOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path);

const SOURCE =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|kts|scala|swift|c|cc|cpp|h|hpp|cs|php|ex|exs|erl|hs|ml|clj|dart|vue|svelte|lua|sh|pl|r|jl|m|mm|zig)$/i;
const TEST =
  /(?:^|\/)(?:tests?|specs?|__tests__|e2e|testing)\/|(?:[._-](?:test|spec|tests|specs)\.[a-z]+$)|(?:^|\/)(?:test_[^/]+|[^/]+_test\.[a-z]+|[^/]+Tests?\.(?:java|kt|cs|swift))$/i;

/** By its name and place, in the ways of several languages. */
export const isTest = remembered((path): boolean => TEST.test(path));
export const isSource = remembered((path): boolean => SOURCE.test(path) && !isTest(path));

function untested({ files, fileCount }: SizedChange): Reason | null {
  if (files.length < fileCount) return null; // a test may be among those that could not be read
  const hasSource = files.some(({ path, additions }) => additions > 0 && isSource(path));
  if (!hasSource || files.some(({ path }) => isTest(path))) return null;
  return { weight: 2, text: 'no test changed' };
}

function newcomer({ author, files }: SizedChange, history?: RepositoryHistory): Reason | null {
  if (!history || !author || files.length === 0) return null;
  const known = files.map(({ path }) => history.hasChanged(author.name, path)).filter((it) => it !== null);
  const unfamiliar = known.filter((it) => !it).length;
  if (known.length === 0 || unfamiliar / known.length < 0.5) return null;
  return { weight: 1, text: `author new to ${unfamiliar} of ${known.length} files` };
}

function heavy(ai: PullRequestAi | null): Reason | null {
  return ai?.level === 'heavy' ? { weight: 1, text: 'AI-heavy' } : null;
}
