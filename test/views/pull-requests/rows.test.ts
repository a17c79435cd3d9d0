/** The lists of pull requests: what is in which group, in which order, under which id. */

import * as assert from 'node:assert/strict';
import { assess } from '../../../src/domain/pull-requests/assess.ts';
import type { ListName } from '../../../src/domain/pull-requests/assessment.ts';
import type { ForgeFailure } from '../../../src/domain/pull-requests/forge-answer.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import type { BoardRow, BoardState, ForgeState } from '../../../src/services/pull-requests/board.ts';
import {
  detailsOf,
  type Grouping,
  type GroupRow,
  insidesOf,
  listOf,
  type PullRequestRow,
  type Row,
  type ViewName,
} from '../../../src/views/pull-requests/rows.ts';
import { hour, Story } from '../../fixtures/pull-requests/builder.ts';

const HEAVY = 'Add it\n\nAI-Contribution: 90% heavy; lines ai=90 mixed=0 human=10 unknown=0\n';

function row(number: number, story: Story, ...lists: ListName[]): BoardRow {
  const key = `github.com/acme/shop#${number}`;
  const pullRequest = { ...story.build(), key, number, title: `Change ${number}` };
  const context = { nowMs: hour(30), viewer: 'dana', teams: ['acme/reviewers'], rules: DEFAULT_RULES };
  return { ...assess(pullRequest, { ...context, hasProduction: {} }), lists };
}

const forge = (failure: ForgeFailure | null, id = 'github.com'): ForgeState => ({
  id,
  viewer: 'dana',
  state: failure?.kind ?? 'ok',
  failure,
  fetchedAtMs: hour(29),
  isLooking: false,
  cost: null,
  hidden: [],
});

const stateOf = (rows: readonly BoardRow[], ...forges: ForgeState[]): BoardState => ({
  forges: forges.length > 0 ? forges : [forge(null)],
  rows,
  isPartial: false,
});

interface Shown {
  grouping?: Grouping;
  filter?: string;
  snoozed?: readonly number[];
}

const list = (
  view: ViewName,
  state: BoardState,
  { grouping = 'stage', filter = '', snoozed = [] }: Shown = {},
) =>
  listOf(view, state, {
    grouping,
    filter,
    isSnoozed: ({ pullRequest }) => snoozed.includes(pullRequest.number),
  });

/** As it stands in the side bar, one line each. */
function outline(rows: readonly Row[], indent = ''): string[] {
  return rows.flatMap((it) => {
    if (it.kind === 'forge') return [`${indent}! ${it.forge.id} ${it.forge.state}`];
    if (it.kind === 'group') {
      const name =
        it.name.by === 'stage' ? it.name.stage : it.name.by === 'queue' ? it.name.queue : it.name.name;
      return [`${indent}${name} ${it.count}`, ...outline(it.children, `${indent}  `)];
    }
    return it.kind === 'pullRequest' ? [`${indent}#${it.row.pullRequest.number}`] : [];
  });
}

const draft = () => new Story().asDraft();
const waiting = (author = 'dana') => new Story(author).branch({}).ask('alice');
const asked = (author = 'erin') => new Story(author).branch({}).ask('dana');
const toMend = (author = 'dana') => new Story(author).branch({}).ask('alice').requestChanges('alice');

describe('my pull requests', () => {
  it('are grouped by stage in the order of the stages, without empty groups', () => {
    const state = stateOf([row(1, draft(), 'mine'), row(2, waiting(), 'mine'), row(3, toMend(), 'mine')]);
    assert.deepEqual(outline(list('mine', state)), [
      'your-turn 1',
      '  #3',
      'review 1',
      '  #2',
      'draft 1',
      '  #1',
    ]);
  });

  it('leave out those of others', () => {
    const state = stateOf([row(1, waiting(), 'mine'), row(2, asked(), 'waiting-on-me')]);
    assert.deepEqual(outline(list('mine', state)), ['review 1', '  #1']);
  });

  it('have those that have waited for longest first', () => {
    const late = () => new Story().branch({}).wait(5).ask('alice');
    const state = stateOf([row(1, late(), 'mine'), row(2, waiting(), 'mine')]);
    assert.deepEqual(outline(list('mine', state)), ['review 2', '  #2', '  #1']);
  });

  it('can be grouped by repository, and by developer', () => {
    const state = stateOf([row(1, draft(), 'mine'), row(2, toMend(), 'mine')]);
    assert.deepEqual(outline(list('mine', state, { grouping: 'repository' })), [
      'acme/shop 2',
      '  #2',
      '  #1',
    ]);
    assert.deepEqual(outline(list('mine', state, { grouping: 'developer' })), ['dana 2', '  #2', '  #1']);
  });

  it('put what is snoozed at the end, out of its stage', () => {
    const state = stateOf([row(1, waiting(), 'mine'), row(2, waiting(), 'mine')]);
    assert.deepEqual(outline(list('mine', state, { snoozed: [1] })), [
      'review 1',
      '  #2',
      'snoozed 1',
      '  #1',
    ]);
  });

  it('are found by every word of the filter, wherever it is', () => {
    const state = stateOf([row(1, waiting(), 'mine'), row(12, waiting(), 'mine'), row(3, draft(), 'mine')]);
    const found = (filter: string) =>
      outline(list('mine', state, { filter })).filter((it) => it.includes('#'));
    assert.deepEqual(found('#3'), ['  #3']);
    assert.deepEqual(found('change ACME/shop 12'), ['  #12']);
    assert.deepEqual(found('draft @dana'), ['  #3']);
    assert.deepEqual(found('nothing like it'), []);
  });
});

describe('what waits on me', () => {
  it('has a queue of its own for what is mostly AI', () => {
    const heavy = asked().commitMessages(HEAVY);
    const state = stateOf([row(1, asked(), 'waiting-on-me'), row(2, heavy, 'waiting-on-me')]);
    assert.deepEqual(outline(list('waiting', state)), ['ai-heavy 1', '  #2', 'your-turn 1', '  #1']);
  });

  it('has what is asked of a team of mine', () => {
    const ofTeam = new Story('erin').branch({}).ask('acme/reviewers');
    const state = stateOf([row(1, ofTeam, 'waiting-on-me')]);
    assert.deepEqual(outline(list('waiting', state)), ['your-turn 1', '  #1']);
  });
});

describe('the team', () => {
  it('is everybody in alphabetical order, whoever waits longest, with their stages', () => {
    const state = stateOf([
      row(1, waiting('zoe'), 'team'),
      row(2, toMend('Bob'), 'team'),
      row(3, waiting('alice2'), 'team'),
      row(4, waiting('alice10'), 'team'),
      row(5, draft(), 'team', 'mine'),
    ]);
    assert.deepEqual(outline(list('team', state)), [
      'alice2 1',
      '  review 1',
      '    #3',
      'alice10 1',
      '  review 1',
      '    #4',
      'Bob 1',
      '  author 1',
      '    #2',
      'dana 1',
      '  draft 1',
      '    #5',
      'zoe 1',
      '  review 1',
      '    #1',
    ]);
  });

  it('shows what I have snoozed: others may be looking for it', () => {
    const state = stateOf([row(1, waiting('zoe'), 'team')]);
    assert.deepEqual(outline(list('team', state, { snoozed: [1] })), ['zoe 1', '  review 1', '    #1']);
  });
});

describe('forges in trouble', () => {
  it('stand above the rows that there are', () => {
    const state = stateOf(
      [row(1, waiting(), 'mine')],
      forge(null),
      forge({ kind: 'rate-limited', retryAtMs: hour(31) }, 'ghe.example.com'),
    );
    assert.deepEqual(outline(list('mine', state)), ['! ghe.example.com rate-limited', 'review 1', '  #1']);
  });

  it('leave the word to the welcome text when one alone has nothing to show', () => {
    assert.deepEqual(list('mine', stateOf([], forge({ kind: 'offline' }))), []);
  });

  it('are not those that nobody has signed in at, where somebody is signed in elsewhere', () => {
    const nobody = { ...forge({ kind: 'signed-out' }), viewer: null, fetchedAtMs: null };
    const somebody = forge(null, 'ghe.example.com');
    const shown = (...forges: ForgeState[]) =>
      outline(list('mine', stateOf([row(1, waiting(), 'mine')], ...forges)));
    assert.deepEqual(shown(nobody, somebody), ['review 1', '  #1']);
    assert.deepEqual(shown(nobody), ['! github.com signed-out', 'review 1', '  #1']);
    assert.deepEqual(shown({ ...nobody, viewer: 'dana' }, somebody)[0], '! github.com signed-out');
  });

  it('stand beside each other when all have nothing to show', () => {
    const state = stateOf([], forge({ kind: 'offline' }), forge({ kind: 'signed-out' }, 'ghe.example.com'));
    assert.deepEqual(outline(list('mine', state)), ['! github.com offline', '! ghe.example.com signed-out']);
  });
});

describe('ids', () => {
  const idsIn = (rows: readonly Row[]): string[] =>
    rows.flatMap((it) => [it.id, ...(it.kind === 'group' ? idsIn(it.children) : [])]);

  it('are unique in a view', () => {
    const rows = [
      row(1, waiting(), 'mine', 'team'),
      row(2, toMend(), 'mine', 'team'),
      row(3, draft(), 'team'),
    ];
    for (const view of ['mine', 'waiting', 'team'] as const)
      for (const grouping of ['stage', 'developer', 'repository'] as const) {
        const ids = idsIn(list(view, stateOf(rows), { grouping, snoozed: [1] }));
        assert.equal(new Set(ids).size, ids.length, ids.join('\n'));
      }
  });

  it('stay with a pull request that comes into another stage', () => {
    const before = list('mine', stateOf([row(1, waiting(), 'mine')]))[0] as GroupRow;
    const after = list('mine', stateOf([row(1, toMend(), 'mine')]))[0] as GroupRow;
    assert.notEqual(before.id, after.id);
    assert.equal(before.children[0]?.id, after.children[0]?.id);
  });

  it('are others for groups under a filter, which the editor would keep closed, and the same for what is in them', () => {
    const state = stateOf([row(1, waiting(), 'mine')]);
    const [all] = list('mine', state) as GroupRow[];
    const [found] = list('mine', state, { filter: '#1' }) as GroupRow[];
    assert.notEqual(all?.id, found?.id);
    assert.equal(all?.children[0]?.id, found?.children[0]?.id);
  });
});

describe('inside a pull request', () => {
  const details = (story: Story) => {
    const [group] = list('mine', stateOf([row(1, story, 'mine')])) as GroupRow[];
    return detailsOf(group!.children[0] as PullRequestRow);
  };
  const gate = (story: Story, name: string) => {
    const found = details(story).find(({ detail }) => detail.of === 'gate' && detail.gate === name);
    assert.ok(found, `the gate ${name}`);
    return insidesOf(found).map(({ detail }) => detail);
  };

  it('is why it is where it is, the gates in use, and in one line those that are not', () => {
    const found = details(waiting().check('build', 'passed')).map(({ detail }) =>
      detail.of === 'gate' ? detail.gate : detail.of,
    );
    assert.deepEqual(found, ['why', 'ci', 'review', 'unused']);
  });

  it('is every reviewer with a clock of their own, and how many threads are open', () => {
    const inside = gate(waiting().ask('bob').comment('bob').thread('alice'), 'review');
    const clocks = inside.flatMap((it) => (it.of === 'reviewer' ? [it.clock] : []));
    assert.deepEqual(
      clocks.map(({ who, answeredAtMs }) => `${who} ${answeredAtMs === null ? 'asked' : 'answered'}`),
      ['alice asked', 'bob answered'],
    );
    assert.deepEqual(
      inside.filter(({ of }) => of === 'threads').map((it) => it.of === 'threads' && it.count),
      [1],
    );
  });

  it('is the required checks that failed where any are required, else all that failed', () => {
    const names = (story: Story) =>
      gate(story, 'ci').map((it) => (it.of === 'check' ? it.check.name : it.of));
    const both = (isRequired: boolean) =>
      waiting().check('build', 'failed', { isRequired }).check('lint', 'failed', { isRequired: false });
    assert.deepEqual(names(both(true)), ['build']);
    assert.deepEqual(names(both(false)), ['build', 'lint']);
  });

  it('is what a scanner failed and what it found beneath security, and not beneath CI', () => {
    const scanned = waiting()
      .check('build', 'failed', { isRequired: true })
      .check('CodeQL', 'failed', { app: 'github-advanced-security' })
      .with({ securityAlerts: 2 });
    const told = (name: string) =>
      gate(scanned, name).map((it) =>
        it.of === 'check' ? it.check.name : it.of === 'alerts' ? it.count : it.of,
      );
    assert.deepEqual(told('ci'), ['build']);
    assert.deepEqual(told('security'), ['CodeQL', 2]);
  });
});
