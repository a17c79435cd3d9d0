import * as assert from 'node:assert/strict';
import { openGit } from '../../src/adapters/git/git.ts';
import { openLedger } from '../../src/adapters/ledger/open.ts';
import { createCheckpoints } from '../../src/services/checkpoints.ts';
import { uncommittedLines } from '../../src/services/line-groups.ts';
import { createRepository, type Repository } from '../fixtures/repository.ts';

let nowMs = 1_700_000_000_000;
const clock = { nowMs: () => nowMs++ };
const log = { info() {}, warn() {} };

describe('the uncommitted lines of a file', () => {
  let repository: Repository;
  beforeEach(async () => {
    repository = await createRepository();
  });
  afterEach(() => repository.dispose());

  async function open() {
    const opened = await openGit(repository.root, { env: repository.env });
    assert.equal(opened.kind, 'ok');
    const { git } = opened as Extract<typeof opened, { kind: 'ok' }>;
    const ledger = openLedger({ commonDir: git.commonDir, clock, log });
    assert.equal(ledger.kind, 'ok');
    return { git, clock, log, ledger: (ledger as Extract<typeof ledger, { kind: 'ok' }>).ledger };
  }

  it('are those of one class and tool together, blank lines with their neighbours', async () => {
    await repository.write('a.ts', 'const old = 0;\n');
    await repository.commitAll('begin');
    const deps = await open();
    const checkpoints = createCheckpoints({ ...deps, newId: () => crypto.randomUUID() });
    await checkpoints.checkpoint({ origin: 'unknown' });
    await repository.write('a.ts', 'const old = 0;\n\nconst one = 1;\nconst two = 2;\n\n');
    await checkpoints.checkpoint({ origin: 'ai', tool: 'claude-code', model: 'm' });
    await repository.append('a.ts', 'const three = 3;\n');
    await checkpoints.checkpoint({ origin: 'ai', tool: 'copilot' });
    await repository.append('a.ts', 'const four = 4;\n');
    await checkpoints.checkpoint({ origin: 'human' });
    const groups = await uncommittedLines(deps, 'a.ts');
    deps.ledger.close();
    assert.deepEqual(groups, [
      { class: 'ai', tool: 'claude-code', model: 'm', first: 2, last: 5 },
      { class: 'ai', tool: 'copilot', first: 6, last: 6 },
      { class: 'human', first: 7, last: 7 },
    ]);
  });

  it('are none of a file that is as it was, or is not there', async () => {
    await repository.write('a.ts', 'const old = 0;\n');
    await repository.commitAll('begin');
    const deps = await open();
    assert.deepEqual(await uncommittedLines(deps, 'a.ts'), []);
    assert.deepEqual(await uncommittedLines(deps, 'b.ts'), []);
    deps.ledger.close();
  });
});
