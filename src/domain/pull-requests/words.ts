/**
 * What a name says of QA, of security or of a hold, by its words. Every project names its labels in its own way; most
 * put a word for the gate next to a word for the state, with emoji, numbers and separators around them. A name whose
 * other words mean neither is about something else (`area/qa-tools`, `security bug`).
 */

import type { NamedState } from './rules.ts';

type Gate = ReadonlySet<string>;

const QA: Gate = new Set(['qa', 'qe', 'uat', 'qaed']);
/** Mean QA only next to a state: `testing` alone is a subject, `needs testing` is not. Automated tests are `tests`. */
const TESTING: Gate = new Set(['testing', 'tested', 'tester', 'testers', 'untested', 'retest', 'testable']);
const SECURITY: Gate = new Set(['security', 'sec', 'appsec', 'infosec', 'secops']);

const GATES: readonly Gate[] = [QA, TESTING, SECURITY, new Set(['test', 'tests'])];

const STATES: Record<NamedState, string> = {
  waiting:
    'need needs needed require requires required request requested wants wanted waiting awaiting await pending ready todo to queue queued backlog please missing expected untested yes blocked',
  active: 'progress inprogress ongoing doing started reviewing underway discussion',
  passed:
    'pass passed passes approve approved approval ok okay done complete completed verified lgtm signoff good accepted success successful succeeded cleared qaed clean reviewed validated confirmed finished tested',
  failed:
    'fail failed fails failing failure rejected reject declined issues problems questions nok bounced broken denied returned rework',
  skipped: 'skip skipped na none without exempt exception unnecessary optional nothing waived bypass',
};
const NEGATIONS = 'no not non dont doesnt isnt never';
const FILLERS =
  'the a an of for by on with from is be been has have was it this that and but or pr prs mr pull request merge review reviews state status stat stage step check checks found user manual manually code change changes assurance label at as in work preview community confirmation verification validation acceptance self only fixed';
/** A name that begins with one of these and a separator says what it is about, not how it stands. */
const SUBJECTS = new Set(
  'area kind type topic team component comp module scope sig feature lang dept package pkg dependency priority'.split(
    ' ',
  ),
);

const MEANING = new Map<string, NamedState | 'not' | 'filler'>([
  ...FILLERS.split(' ').map((word) => [word, 'filler'] as const),
  ...Object.entries(STATES).flatMap(([state, words]) =>
    words.split(' ').map((word) => [word, state as NamedState] as const),
  ),
  ...NEGATIONS.split(' ').map((word) => [word, 'not'] as const),
]);

/** Lower-case words, without decoration. `NeedsQA`, `needs_qa` and `:eyes: Needs QA!` are the same. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(?<!\w):[a-z_]+:(?!\w)/gi, ' ')
    .replace(/[✅✔☑👍]|\+1\b/gu, ' ok ')
    .replace(/[❌✖👎]|(?<!\w)-1\b/gu, ' failed ')
    .replace(/\b(?:QA|QE)['’]?e?d\b/gi, ' qaed ')
    .replace(/n['’]t\b/gi, 'nt')
    .replace(/\bn\/a\b/gi, ' na ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bsign(?:ed)?[\s_-]*off\b/g, ' signoff ')
    .replace(/\be2e\b/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
}

/** @returns what a label or status says of QA; null when it is about something else */
export function qaState(name: string): NamedState | null {
  const words = statementOf(name);
  if (!words) return null;
  if (has(words, QA)) {
    const found = said(words, QA);
    if (found.state) return found.state;
    return found.isOnlyThis ? (words.includes('review') ? 'waiting' : 'active') : null;
  }
  const phrase = PHRASES.find(([pattern]) => pattern.test(words.join(' ')));
  if (phrase) return phrase[1];
  if (!has(words, TESTING)) return null;
  const found = said(words, TESTING);
  if (!found.isOnlyThis) return null;
  // with a word such as `status` beside it
  return found.state ?? (words.length > 1 && words.includes('testing') ? 'active' : null);
}

/** Said by the whole, where the words alone could as well be about automated tests. */
const PHRASES: readonly (readonly [RegExp, NamedState | null])[] = [
  [/^(?:pr )?issues found$/, 'failed'],
  // an allowance to run checks at all, on forges that ask for one
  [/\bok to test\b/, null],
  [/(?:^|\b(?:ready|status|needs|waiting) )to test$|\bready for test$/, 'waiting'],
  [/^pending tests? confirmation$|^(?:pr |manual |user )?test pending$/, 'waiting'],
  [/^(?:pr |manual |user )?test (?:passed|ok)$/, 'passed'],
  [/^(?:pr |manual |user )?test failed$/, 'failed'],
];

/** @returns what a label says of a security review; the bare word is a subject, not a state */
export function securityState(name: string): NamedState | null {
  const words = statementOf(name);
  if (!words || !has(words, SECURITY)) return null;
  const found = said(words, SECURITY);
  if (!found.isOnlyThis) return null;
  return found.state ?? (words.includes('review') ? 'waiting' : null);
}

/** @returns whether a check is QA's by its name: the word itself and nothing that is about something else */
export function qaCheck(name: string): boolean {
  const words = wordsOf(name);
  return has(words, QA) && said(words, QA).isOnlyThis;
}

const HOLD =
  /^(?:(?:status|state|pr|note|s) )*(?:(?:pr )?on hold|hold|paused|blocked|do not merge|dont merge|do notmerge|donotmerge|do not land|dnm|wip|work in progress|no merge|nomerge)(?: .*)?$/;

/** @returns whether a label says that the pull request is not to go on for now */
export function saysHold(name: string): boolean {
  return HOLD.test(wordsOf(name).join(' '));
}

const has = (words: readonly string[], gate: Gate): boolean => words.some((word) => gate.has(word));

/** The words that say something: without a name space of somebody's own (`bot:qa-pass`); null for a subject. */
function statementOf(name: string): string[] | null {
  const space = /^\s*([^:/\]]+?)\s*(?:::?|\/|\])/.exec(name);
  const words = wordsOf(name);
  if (!space) return words;
  const before = wordsOf(space[1] ?? '');
  if (before.some((word) => SUBJECTS.has(word))) return null;
  const [first = ''] = before;
  const isOwn = before.length === 1 && !MEANING.has(first) && !GATES.some((gate) => gate.has(first));
  return isOwn ? words.slice(1) : words;
}

interface Said {
  readonly state: NamedState | null;
  /** no word is left that means anything else */
  readonly isOnlyThis: boolean;
}

/**
 * The state next to the gate's word decides, the one behind it first (`QA passed, ready to merge`), then the one before
 * it (`passed QA`).
 */
function said(words: readonly string[], gate: Gate): Said {
  const at = words.findIndex((word) => gate.has(word));
  const isOnlyThis = words.every((word) => gate.has(word) || MEANING.has(word));
  const toTheLeft = words.slice(0, at).reverse();
  const isNegated = MEANING.get(toTheLeft.find((word) => MEANING.get(word) !== 'filler') ?? '') === 'not';
  const behind = stateIn(words.slice(at + 1), isNegated);
  const before = stateIn(toTheLeft);
  if (behind ?? before) return { state: behind ?? before, isOnlyThis };
  // the word itself may say it: `tested`, `QA'd`
  const own = MEANING.get(words[at] ?? '');
  const isState = own !== undefined && own !== 'filler' && own !== 'not';
  return { state: isOnlyThis && isState ? own : null, isOnlyThis };
}

/** The first state, as long as nothing but fillers is before it; a negation turns it round. */
function stateIn(words: readonly string[], isTurnedRound = false): NamedState | null {
  let isNegated = isTurnedRound;
  for (const [at, word] of words.entries()) {
    const meaning = MEANING.get(word);
    if (meaning === undefined) break;
    if (meaning === 'not') isNegated = true;
    else if (meaning !== 'filler') {
      if (!isNegated && MEANING.get(words[at + 1] ?? '') !== 'not') return meaning;
      if (meaning === 'passed') return 'failed';
      return meaning === 'waiting' ? 'skipped' : meaning;
    }
  }
  return isNegated ? 'skipped' : null;
}
