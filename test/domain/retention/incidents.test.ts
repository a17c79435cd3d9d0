/** What messages say was wrong with earlier commits. */

import assert from 'node:assert/strict';
import { isAboutIncident, namedIncidents } from '../../../src/domain/retention/incidents.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

/** Messages in order of time, of commits `A`, `B` and others; what is told of each, as `rule at time`. */
function told(...messages: string[]): Record<string, string[]> {
  const oids = [A, B, 'c'.repeat(40), 'd'.repeat(40)];
  const commits = messages.map((message, at) => ({ oid: oids[at]!, message, atMs: at + 1 }));
  return Object.fromEntries(
    [...namedIncidents(commits)].map(([oid, incidents]) => [
      oid[0]!,
      incidents.map(({ rule, atMs }) => `${rule} at ${atMs}`),
    ]),
  );
}

describe('incidents that messages name', () => {
  it('a revert as Git writes it', () => {
    assert.deepEqual(told('Add x', `Revert "Add x"\n\nThis reverts commit ${A}.`), { a: ['reverted at 2'] });
  });

  it('a revert that shortens the name', () => {
    assert.deepEqual(told('Add x', `Undo\n\nThis reverts commit ${A.slice(0, 7)}.`), {
      a: ['reverted at 2'],
    });
  });

  it('several reverts in one message, each told once', () => {
    const message = `Undo both\n\nThis reverts commit ${A}.\nThis reverts commit ${B}.\nThis reverts commit ${A}.`;
    assert.deepEqual(told('Add x', 'Add y', message), { a: ['reverted at 3'], b: ['reverted at 3'] });
  });

  it('a pull request that was reverted, by the commits that came by it', () => {
    const revert = 'Revert "Add x" (#9)\n\nReverts owner/name#7';
    assert.deepEqual(told('Add x (#7)', 'Merge pull request #7 from owner/topic', revert), {
      a: ['reverted at 3'],
      b: ['reverted at 3'],
    });
  });

  it('a fix that names a commit or its pull request', () => {
    assert.deepEqual(told('Add x', `Fix crash\n\nBroken since ${A.slice(0, 10)}.`), {
      a: ['fix-names-it at 2'],
    });
    assert.deepEqual(told('Add x (#7)', 'fix: crash after #7 (#8)'), { a: ['fix-names-it at 2'] });
  });

  it('a revert that also says fix is a revert', () => {
    assert.deepEqual(told('Add x', `Fix the build\n\nThis reverts commit ${A}.`), { a: ['reverted at 2'] });
  });

  it('what happens to a commit twice is told twice', () => {
    assert.deepEqual(told('Add x', `Fix y, see ${A}`, `Revert x\n\nThis reverts commit ${A}.`), {
      a: ['fix-names-it at 2', 'reverted at 3'],
    });
  });

  const nothing: [string, string[]][] = [
    ['a message that names a commit and is no fix', ['Add x', `Extend ${A}`]],
    ['a fix whose text alone says so', ['Add x', `Extend x\n\nThe fix of ${A} comes later.`]],
    ['a fix that names nobody', ['Add x', 'Fix crash']],
    ['a fix that names its own pull request', ['Add x (#7)', 'Add more', 'Fix crash (#8)']],
    ['a name of a commit that is not among them', ['Add x', `This reverts commit ${'e'.repeat(40)}.`]],
    ['a name that begins like one and goes on otherwise', ['Add x', `Fix y of ${'a'.repeat(7)}b00`]],
    ['a commit that comes later', [`Fix y, see ${B}`, 'Add x']],
    ['words that only contain fix', ['Add x', `Prefix and fixture of ${A}`]],
  ];
  for (const [title, messages] of nothing)
    it(`not ${title}`, () => {
      assert.deepEqual(told(...messages), {});
    });
});

describe('a commit that is about an incident', () => {
  for (const message of [
    'Hotfix: null in parser',
    'Close the connection\n\nPost-mortem of Tuesday.',
    'Rolled back to 1.2',
    'SEV-1: stop the queue',
    'Follow-up of the outage',
  ])
    it(`says so: ${message.split('\n')[0]}`, () => assert.ok(isAboutIncident(message)));

  for (const message of ['Add x', 'Fix typo', 'Incidental changes', 'Several things'])
    it(`not: ${message}`, () => assert.ok(!isAboutIncident(message)));
});
