/**
 * What a name says of QA, of security or of a hold, by its words. Every project names its labels in its own way; most
 * put a word for the gate next to a word for the state, with emoji, numbers and separators around them. A name with
 * words beside those is about something else (`area/qa-tools`, `security bug`).
 */

import type { NamedState } from './rules.ts';

const QA = new Set(['qa', 'qe', 'uat', 'qaed']);
/** Mean QA only next to a state: `testing` alone is an area, `needs testing` is not. */
const TEST = new Set(['test', 'tests', 'testing', 'tested', 'tester', 'testers', 'untested', 'retest']);
const SECURITY = new Set(['security', 'sec', 'appsec', 'infosec', 'secops']);

type Word = NamedState | 'not' | 'in' | 'filler';

const STATES: Record<NamedState, string> = {
  waiting:
    'need needs needed require requires required request requested wants wanted waiting awaiting await pending ready todo queue queued untested please to missing expected',
  active: 'progress ongoing doing started testing reviewing underway current active',
  passed:
    'pass passed passes approve approved approval ok okay done complete completed verified lgtm signed signoff good accepted success successful succeeded tested cleared qaed clean reviewed validated confirmed finished',
  failed:
    'fail failed fails failing failure rejected reject declined issues problems questions nok bounced broken denied blocked blocking feedback rework',
  skipped: 'skip skipped na none without exempt unnecessary optional nothing waived bypass ignore',
};
const NOT = 'no not non dont doesnt isnt never un';
const FILLERS =
  'the a an of for by on with from is be been has have was it this that and but or pr prs mr pull request merge review reviews state status stage step check checks sign off found team user manual manually code changes change engineer engineering assurance quality label at as work';

const WORDS = new Map<string, Word>([
  ...FILLERS.split(' ').map((word): [string, Word] => [word, 'filler']),
  ...Object.entries(STATES).flatMap(([state, words]) =>
    words.split(' ').map((word): [string, Word] => [word, state as NamedState]),
  ),
  ...NOT.split(' ').map((word): [string, Word] => [word, 'not']),
  ['in', 'in'],
]);

/** Lower-case words, without decoration. `NeedsQA`, `needs_qa` and `:eyes: Needs QA!` are the same. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/:[a-z0-9_+-]+:/gi, ' ')
    .replace(/[✅✔☑👍]/gu, ' ok ')
    .replace(/[❌✖👎]/gu, ' failed ')
    .replace(/\b(QA|QE)(?:['’]?e?d)\b/gi, ' qaed ')
    .replace(/n['’]t\b/gi, 'nt')
    .replace(/\bn\/a\b/gi, ' na ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bsign(?:ed)?[\s_-]*off\b/g, ' signoff ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
}

/** @returns what a label or status says of QA; null when it is about something else */
export function qaState(name: string): NamedState | null {
  const words = wordsOf(name);
  const isQa = words.some((word) => QA.has(word));
  if (!isQa && !words.some((word) => TEST.has(word))) return null;
  const found = said(words, isQa ? QA : TEST);
  return found === 'bare' ? (isQa ? 'active' : null) : found;
}

/** @returns what a label says of a security review; the bare word is a subject, not a state */
export function securityState(name: string): NamedState | null {
  const words = wordsOf(name);
  if (!words.some((word) => SECURITY.has(word))) return null;
  const found = said(words, SECURITY);
  if (found !== 'bare') return found;
  return words.includes('review') ? 'waiting' : null;
}

/** The state that the words beside the gate's add up to; `bare` when there is none, null when other words are there. */
function said(words: readonly string[], gate: ReadonlySet<string>): NamedState | 'bare' | null {
  const states = new Set<NamedState>();
  let isNegated = false;
  let isIn = false;
  for (const word of words) {
    const meaning = WORDS.get(word);
    if (meaning === 'not') isNegated = true;
    else if (meaning === 'in') isIn = true;
    else if (meaning && meaning !== 'filler') states.add(meaning);
    else if (!meaning && !gate.has(word)) return null;
  }
  if (isNegated) {
    if (states.has('passed')) return states.size === 1 ? 'waiting' : 'failed';
    return 'skipped';
  }
  if (states.has('skipped')) return 'skipped';
  if (states.has('failed')) return 'failed';
  // "ready for QA" waits, "QA done, ready to merge" does not
  if (states.has('passed'))
    return states.has('waiting') && words[0] !== undefined && WORDS.get(words[0]) === 'waiting'
      ? 'waiting'
      : 'passed';
  if (states.has('active')) return 'active';
  if (states.has('waiting')) return 'waiting';
  return isIn ? 'active' : 'bare';
}

const HOLD =
  /^(?:(?:status|state|pr|merge) )?(?:on hold|hold|blocked|do not merge|dont merge|donotmerge|dnm|wip|work in progress|no merge|nomerge)(?: .*)?$/;

/** @returns whether a label says that the pull request is not to go on for now */
export function saysHold(name: string): boolean {
  return HOLD.test(wordsOf(name).join(' '));
}

/** @returns whether a check is QA's by its name: the word itself and nothing that is about something else */
export function qaCheck(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => QA.has(word)) && said(words, QA) !== null;
}
