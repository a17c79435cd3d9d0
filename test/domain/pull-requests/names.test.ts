import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { namesUnder } from '../../../src/domain/pull-requests/names.ts';
import { DEFAULT_RULES, type NamedState, type Rules } from '../../../src/domain/pull-requests/rules.ts';
import { entries, withTables } from '../../names.mjs';

const names = namesUnder(DEFAULT_RULES);
const under = (rules: Partial<Rules>) => namesUnder({ ...DEFAULT_RULES, ...rules });

describe('names of public repositories', () => {
  it('are understood as docs/stages.md says', () => {
    const text = readFileSync('docs/stages.md', 'utf8');
    assert.equal(text, withTables(text), 'out of date: node test/names.mjs --write');
  });

  it('are at least a hundred, a third of them about something else, each with its source', () => {
    assert.ok(entries.length >= 100, `${entries.length}`);
    assert.ok(entries.filter(({ is }) => is === 'none').length * 3 >= entries.length);
    assert.deepEqual(
      entries.filter(({ source }) => !/^[\w.-]+(\/[\w.-]+)+$/.test(source)),
      [],
    );
  });
});

describe('a label', () => {
  const qa: [string, NamedState | null][] = [
    ['needs-qa', 'waiting'],
    ['NeedsQA', 'waiting'],
    ['2: QA Review', 'waiting'],
    ['Status: Awaiting QA', 'waiting'],
    ['eng:qa:needed', 'waiting'],
    ['eng:qa:verified', 'passed'],
    ['ready to test', 'waiting'],
    ['status/testing', 'active'],
    ['QA', 'active'],
    ['in QA', 'active'],
    [':eyes: QA in progress', 'active'],
    ['QA Passed', 'passed'],
    ['QA ✅', 'passed'],
    ['qe-approved', 'passed'],
    ["QA'd", 'passed'],
    ['QA sign-off', 'passed'],
    ["QA'd but questions", 'failed'],
    ['issues found', 'failed'],
    ['QA not passed', 'failed'],
    ['returned by QA', 'failed'],
    ['no-qe', 'skipped'],
    ['QA not required', 'skipped'],
    ['needs testing', 'waiting'],
    ['tested', 'passed'],
    ['testing', null],
    ['area/qa-tools', null],
    ['area/testing', null],
    ['needs tests', null],
    ['ok-to-test', null],
    ['latest', null],
    ['', null],
  ];
  for (const [label, state] of qa)
    it(`«${label}» says of QA: ${state}`, () => assert.equal(names.labelState(label, 'qa'), state));

  const security: [string, NamedState | null][] = [
    ['needs-security-review', 'waiting'],
    ['security-review', 'waiting'],
    ['Security: approved', 'passed'],
    ['security-failed', 'failed'],
    ['no security review needed', 'skipped'],
    ['security', null],
    ['security-fix', null],
    ['type: security', null],
  ];
  for (const [label, state] of security)
    it(`«${label}» says of security: ${state}`, () =>
      assert.equal(names.labelState(label, 'security'), state));

  it('that the rules name is what the rules say', () => {
    const own = under({ qa: { ...DEFAULT_RULES.qa, labels: { failed: ['oops*'], ignored: ['qa'] } } });
    assert.equal(own.labelState('OOPS again', 'qa'), 'failed');
    assert.equal(own.labelState('QA', 'qa'), null);
    assert.equal(own.labelState('needs-qa', 'qa'), 'waiting');
  });

  it('is no pattern: signs that mean something elsewhere stand for themselves', () => {
    const own = under({ qa: { ...DEFAULT_RULES.qa, labels: { failed: ['a.c (x)'] } } });
    assert.equal(own.labelState('a.c (x)', 'qa'), 'failed');
    assert.equal(own.labelState('abc (x)', 'qa'), null);
  });
});

describe('a check', () => {
  const cases: [string, string | null, 'security' | 'qa' | null][] = [
    ['CodeQL', 'github-advanced-security', 'security'],
    ['Trivy', 'github-advanced-security', 'security'],
    ['CodeQL', 'github-actions', null],
    ['security/snyk (acme)', null, 'security'],
    ['license/snyk (acme)', null, 'security'],
    ['license/cla', null, null],
    ['Semgrep', 'github-actions', 'security'],
    ['build', 'github-actions', null],
    ['QA', 'github-actions', 'qa'],
    ['qa-pipeline build', 'github-actions', null],
  ];
  for (const [name, app, gate] of cases)
    it(`«${name}» by ${app ?? 'a status'} belongs to ${gate ?? 'CI'}`, () =>
      assert.equal(names.checkGate({ name, app }), gate));

  it('that the rules name, or leave out, is what the rules say', () => {
    const own = under({
      qa: { ...DEFAULT_RULES.qa, checks: ['acceptance*'] },
      security: { ...DEFAULT_RULES.security, ignoredChecks: ['trivy*'] },
    });
    assert.equal(own.checkGate({ name: 'Acceptance / web', app: 'github-actions' }), 'qa');
    assert.equal(own.checkGate({ name: 'trivy-nightly', app: 'github-actions' }), null);
  });
});

describe('an environment', () => {
  const cases: [string, 'production' | 'qa' | 'neither'][] = [
    ['production', 'production'],
    ['prod-eu', 'production'],
    ['Production – shop', 'production'],
    ['pre-production', 'qa'],
    ['staging', 'qa'],
    ['uat', 'qa'],
    ['Preview', 'neither'],
    ['non-prod', 'neither'],
    ['github-pages', 'neither'],
    ['development', 'neither'],
  ];
  for (const [name, kind] of cases)
    it(`«${name}» is ${kind}`, () => {
      assert.equal(names.isProduction(name), kind === 'production');
      assert.equal(names.isQaEnvironment(name), kind === 'qa');
    });
});
