/** The shape of rules as people write them. The editor's schema for `.lastmile.json` is made from this one. */

import * as v from 'valibot';
import { isQuickGlob } from './patterns.ts';
import { DAYS } from './rules.ts';

const described = <const T extends v.GenericSchema>(text: string, schema: T) =>
  v.pipe(schema, v.description(text));
const texts = (text: string) =>
  v.optional(described(text, v.array(v.string('expected text in the list'), 'expected a list of texts')));
const flag = (text: string) => v.optional(described(text, v.boolean('expected true or false')));
const section = <const T extends v.ObjectEntries>(text: string, entries: T) =>
  v.optional(described(text, v.strictObject(entries, shape)));

function shape({ expected, received }: v.StrictObjectIssue): string {
  if (expected === 'never') return `unknown key ${received}`;
  return received === 'undefined' ? `missing key ${expected}` : 'expected an object';
}

const PATTERN = '`*` stands for any text; case does not matter.';

const patterns = (what: string) =>
  section(`${what} by what they say, looked at before the built-in matcher. ${PATTERN}`, {
    waiting: texts('Somebody is asked for.'),
    active: texts('Somebody is at it.'),
    passed: texts('It went well.'),
    failed: texts('The author has to do something.'),
    skipped: texts('It is not needed here.'),
    ignored: texts('They say nothing, whatever they sound like.'),
  });

const gateEntries = (gate: string) => ({
  required: flag(`Every pull request waits for ${gate} from ready for review on.`),
  owners: texts(`Whom ${gate} waits on when nobody was asked: people, and teams as organisation/team.`),
  reviewers: texts(`People and teams whose reviews belong to ${gate}, beside the owners. ${PATTERN}`),
  labels: patterns('Labels'),
  checks: texts(`Checks and commit statuses that belong to ${gate}. ${PATTERN}`),
  ignoredChecks: texts(`Checks that do not, whatever they sound like. ${PATTERN}`),
});

const HOURS = 'expected a number of hours, or null for no limit';
const hours = v.optional(
  v.nullable(v.pipe(v.number(HOURS), v.minValue(0.01, HOURS), v.maxValue(10_000, HOURS))),
);
const limits = {
  yourTurn: hours,
  review: hours,
  qa: hours,
  security: hours,
  checks: hours,
  deploy: hours,
};

const TIME = 'expected a time of day such as "09:00"';
const time = (otherwise: string) =>
  v.optional(v.pipe(v.string(TIME), v.regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, TIME)), otherwise);
const ZONE = 'expected the IANA name of a time zone such as "Europe/Berlin"';

const workingHours = v.pipe(
  v.strictObject(
    {
      timeZone: described(
        'IANA name, for example Europe/Berlin.',
        v.pipe(v.string(ZONE), v.check(isTimeZone, ZONE)),
      ),
      days: v.optional(
        v.pipe(
          v.array(v.picklist(DAYS, `expected days among ${DAYS.join(', ')}`), 'expected a list of days'),
          v.minLength(1, 'expected at least one day'),
        ),
        ['mon', 'tue', 'wed', 'thu', 'fri'],
      ),
      from: time('09:00'),
      to: time('17:00'),
    },
    shape,
  ),
  v.check(({ from, to }) => from < to, 'expected "from" to be earlier than "to"'),
);

const GLOB = 'expected globs with at most two ** each, and two * between slashes, and no groups such as +(a)';

export const RULES_SCHEMA = v.pipe(
  v.strictObject(
    {
      $schema: v.optional(v.string('expected text')),
      hold: section('Labels that put a pull request on hold.', {
        labels: texts(`Beside those that the built-in matcher knows. ${PATTERN}`),
        ignoredLabels: texts(`Those that do not, whatever they sound like. ${PATTERN}`),
      }),
      qa: section('The QA gate.', {
        ...gateEntries('QA'),
        environments: texts(`Environments where QA happens, beside the built-in ones. ${PATTERN}`),
        projectField: v.optional(
          described(
            'Name of the project field that tells of QA. Reading projects needs a further permission.',
            v.nullable(v.string('expected the name of a field, or null')),
          ),
        ),
        projectStatuses: patterns('Values of that field'),
      }),
      security: section('The security gate.', {
        ...gateEntries('security'),
        optionalChecksFail: flag('A security check that the branch does not require fails the gate as well.'),
      }),
      deploy: section('The way into production.', {
        production: texts(`Production environments, instead of the built-in ones. ${PATTERN}`),
        days: v.optional(
          described(
            'For how many days at most a merged pull request is shown as waiting for production.',
            v.pipe(
              v.number('expected a number of days'),
              v.integer('expected a whole number of days'),
              v.minValue(0, 'expected 0 days or more'),
              v.maxValue(365, 'expected 365 days at most'),
            ),
          ),
        ),
      }),
      sla: section('How many hours a pull request may be in a stage. Working hours, where those are set.', {
        ...limits,
        aiHeavy: section('Limits of AI-heavy pull requests, where they differ.', limits),
        highRisk: section('Limits of pull requests of high risk, where they differ.', limits),
      }),
      workingHours: v.optional(described('When limits run; null: always.', v.nullable(workingHours))),
      sensitivePaths: v.optional(
        described(
          'Globs of files that raise the risk, instead of the built-in ones.',
          v.array(
            v.pipe(v.string('expected text in the list'), v.check(isQuickGlob, GLOB)),
            'expected a list of texts',
          ),
        ),
      ),
      heavyThreshold: v.optional(
        described(
          'AI share from which a pull request is AI-heavy.',
          v.pipe(
            v.number('expected a share between 0 and 1'),
            v.gtValue(0, 'expected a share above 0'),
            v.maxValue(1, 'expected a share of 1 at most'),
          ),
        ),
      ),
    },
    shape,
  ),
  v.title('Rules of Lastmile for the pull requests of this repository'),
);

export type WrittenRules = v.InferOutput<typeof RULES_SCHEMA>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name.length > 0;
  } catch {
    return false;
  }
}
