/**
 * Rules as people write them: `.lastmile.json` at the top of a repository, and settings of the same shape over it. What
 * makes no sense is named and passed over, the rest holds.
 */

import * as v from 'valibot';
import { DEFAULT_RULES, type Rules, type WorkingHours } from './rules.ts';
import { RULES_SCHEMA, type WrittenRules } from './rules-schema.ts';

export const RULES_FILE = '.lastmile.json';

/** What somebody has written, and where. */
export interface RulesLayer {
  /** named in messages: the file or setting */
  readonly name: string;
  readonly value: unknown;
}

/** Something in a layer that was passed over. */
export interface RulesProblem {
  readonly layer: string;
  /** `sla.review`; empty for the whole of it */
  readonly path: string;
  /** what is there and what is expected, one line */
  readonly message: string;
}

export interface ReadRules {
  readonly rules: Rules;
  readonly problems: readonly RulesProblem[];
}

/** @returns the layer that a file's text stands for, or why it cannot be read */
export function parseRulesFile(text: string, name = RULES_FILE): RulesLayer | RulesProblem {
  try {
    return { name, value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    return { layer: name, path: '', message: `not JSON: ${(error as Error).message}` };
  }
}

/** The defaults under `layers`, of which a later one wins over an earlier one, key by key; lists are replaced whole. */
export function readRules(layers: readonly RulesLayer[]): ReadRules {
  const problems: RulesProblem[] = [];
  let rules = DEFAULT_RULES;
  for (const layer of layers) {
    const { value, issues } = whatHolds(layer.value);
    problems.push(...issues.map((issue) => ({ layer: layer.name, ...issue })));
    rules = withWritten(rules, value);
  }
  return { rules, problems };
}

type Issue = Omit<RulesProblem, 'layer'>;

/** Takes out what is wrong, one key after the other, until the rest is right. */
function whatHolds(written: unknown): { value: WrittenRules; issues: Issue[] } {
  if (!isPlain(written)) return { value: {}, issues: [{ path: '', message: 'expected an object' }] };
  const issues: Issue[] = [];
  const value = structuredClone(written);
  for (;;) {
    const parsed = v.safeParse(RULES_SCHEMA, value);
    if (parsed.success) return { value: parsed.output, issues };
    for (const issue of parsed.issues) {
      const keys = issue.path?.map(({ key }) => key) ?? [];
      const path = keys.join('.');
      // what was taken out is missed the next time round
      if (!issues.some((it) => it.path === path)) issues.push({ path, message: messageOf(issue) });
      if (!remove(value, keys)) return { value: {}, issues };
    }
  }
}

function messageOf({ message, received, expected }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return message;
  if (received === 'undefined') return message;
  return `${message}, got ${received}`;
}

/**
 * Takes out what a path leads to; where that is missing, what it is missing from. A wrong entry takes its whole list
 * with it, as half a list may mean something else.
 * @returns whether there was something to take out
 */
function remove(value: unknown, keys: readonly unknown[]): boolean {
  const holders: [holder: object, key: string][] = [];
  let holder = value;
  for (const key of keys) {
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) break;
    if (!Object.hasOwn(holder, String(key))) break;
    holders.push([holder, String(key)]);
    holder = (holder as Record<string, unknown>)[String(key)];
  }
  const last = holders.at(-1);
  return last !== undefined && Reflect.deleteProperty(...last);
}

function withWritten(rules: Rules, written: WrittenRules): Rules {
  const { $schema: _, workingHours, ...others } = written;
  const merged = merge(rules, others) as Rules;
  if (workingHours === undefined) return merged;
  return { ...merged, workingHours: workingHours && hoursOf(workingHours) };
}

function hoursOf({ timeZone, days, from, to }: NonNullable<WrittenRules['workingHours']>): WorkingHours {
  return { timeZone, days, fromMinute: minuteOf(from), toMinute: minuteOf(to) };
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

function merge(under: unknown, over: unknown): unknown {
  if (!isPlain(under) || !isPlain(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, over[key] === undefined ? under[key] : merge(under[key], over[key])]),
  );
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
