import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { parseRulesFile, readRules } from '../../../src/domain/pull-requests/rules-file.ts';
import { isUpToDate, rulesSchema } from '../../rules-schema.mjs';

const read = (...values: unknown[]) =>
  readRules(values.map((value, at) => ({ name: at === 0 ? '.lastmile.json' : 'settings', value })));
const problemsOf = (value: unknown) => read(value).problems.map(({ path, message }) => `${path}: ${message}`);

describe('the rules of a repository', () => {
  it('are the defaults where nobody wrote any', () => {
    assert.deepEqual(readRules([]), { rules: DEFAULT_RULES, problems: [] });
    assert.deepEqual(read({}), { rules: DEFAULT_RULES, problems: [] });
  });

  it('change what they name and nothing else', () => {
    const { rules, problems } = read({ sla: { review: 8, aiHeavy: { review: 4 } }, qa: { required: true } });
    assert.deepEqual(problems, []);
    assert.deepEqual(rules, {
      ...DEFAULT_RULES,
      sla: { ...DEFAULT_RULES.sla, review: 8, aiHeavy: { review: 4 } },
      qa: { ...DEFAULT_RULES.qa, required: true },
    });
  });

  it('give way to settings, key by key; a list is replaced', () => {
    const { rules } = read(
      { sla: { review: 8, qa: 4 }, qa: { owners: ['acme/qa'] } },
      { sla: { review: null }, qa: { owners: ['quinn'] } },
    );
    assert.deepEqual([rules.sla.review, rules.sla.qa, rules.qa.owners], [null, 4, ['quinn']]);
  });

  it('have working hours in minutes, Monday to Friday unless said otherwise', () => {
    assert.deepEqual(
      read({ workingHours: { timeZone: 'Europe/Berlin', from: '08:30' } }).rules.workingHours,
      {
        timeZone: 'Europe/Berlin',
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        fromMinute: 510,
        toMinute: 1020,
      },
    );
    assert.equal(
      read({ workingHours: { timeZone: 'UTC' } }, { workingHours: null }).rules.workingHours,
      null,
    );
  });

  const wrong: [string, unknown, string[]][] = [
    ['a key that does not exist', { slas: {} }, ['slas: unknown key "slas"']],
    ['a key that does not exist further in', { sla: { reviews: 1 } }, ['sla.reviews: unknown key "reviews"']],
    [
      'a number as text',
      { sla: { review: '24' } },
      ['sla.review: expected a number of hours, or null for no limit, got "24"'],
    ],
    [
      'a limit of nothing',
      { sla: { review: 0 } },
      ['sla.review: expected a number of hours, or null for no limit, got 0'],
    ],
    [
      'a wrong entry of a list',
      { qa: { owners: ['a', 3] } },
      ['qa.owners.1: expected text in the list, got 3'],
    ],
    [
      'a glob that may take for ever',
      { sensitivePaths: ['src/**', '*a*a*b'] },
      [
        'sensitivePaths.1: expected globs with at most two ** each, and two * between slashes, and no groups such as +(a), got "*a*a*b"',
      ],
    ],
    ['something else than an object', { qa: 7 }, ['qa: expected an object, got 7']],
    ['no object at all', [1], [': expected an object']],
    [
      'a time zone that does not exist',
      { workingHours: { timeZone: 'Mars/Olympus' } },
      [
        'workingHours.timeZone: expected the IANA name of a time zone such as "Europe/Berlin", got "Mars/Olympus"',
      ],
    ],
    ['no time zone', { workingHours: {} }, ['workingHours.timeZone: missing key "timeZone"']],
    [
      'a day that ends before it begins',
      { workingHours: { timeZone: 'UTC', from: '18:00', to: '09:00' } },
      ['workingHours: expected "from" to be earlier than "to", got Object'],
    ],
    ['a share in percent', { heavyThreshold: 50 }, ['heavyThreshold: expected a share of 1 at most, got 50']],
  ];
  for (const [title, value, problems] of wrong)
    it(`name ${title}, and the rest holds`, () => {
      assert.deepEqual(problemsOf(value), problems);
      if (!Array.isArray(value)) {
        const { rules } = read({ ...(value as object), deploy: { days: 3 } });
        assert.deepEqual(rules, { ...DEFAULT_RULES, deploy: { ...DEFAULT_RULES.deploy, days: 3 } });
      }
    });

  it('name each layer that something is wrong in', () => {
    const { problems } = read({ a: 1 }, { b: 2 });
    assert.deepEqual(
      problems.map(({ layer }) => layer),
      ['.lastmile.json', 'settings'],
    );
  });

  it('come out whole whatever somebody writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { rules } = read(value, { qa: value, sla: value, workingHours: value });
        assert.deepEqual(Object.keys(rules), Object.keys(DEFAULT_RULES));
        assert.equal(typeof rules.qa.required, 'boolean');
        assert.ok(Array.isArray(rules.security.reviewers));
      }),
      { numRuns: 50 },
    );
  });
});

describe('the file of rules', () => {
  it('is JSON, with or without a byte order mark', () => {
    assert.deepEqual(parseRulesFile('\uFEFF{"deploy": {"days": 1}}'), {
      name: '.lastmile.json',
      value: { deploy: { days: 1 } },
    });
  });

  it('that is not JSON is named with what is wrong', () => {
    const parsed = parseRulesFile('{"deploy": }');
    assert.ok('message' in parsed);
    assert.match(parsed.message, /^not JSON: /);
    assert.equal(parsed.layer, '.lastmile.json');
  });

  it('has a schema for the editor that says what the reader says', () => {
    assert.ok(isUpToDate(), 'out of date: node test/rules-schema.mjs --write');
  });

  it('has a schema that describes every key', () => {
    const undescribed: string[] = [];
    const visit = (schema: { [key: string]: unknown }, path: string): void => {
      for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, object>)) {
        const own = value as { description?: string };
        if (path === '' && key !== '$schema' && !('description' in own)) undescribed.push(key);
        visit(value as { [key: string]: unknown }, `${path}${key}.`);
      }
    };
    visit(rulesSchema() as { [key: string]: unknown }, '');
    assert.deepEqual(undescribed, []);
  });
});
