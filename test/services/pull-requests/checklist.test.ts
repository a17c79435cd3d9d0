/** The checklist of a change before its review: what is told by looking, and what is left to a person. */

import * as assert from 'node:assert/strict';
import {
  type ChangedFile,
  type ChecklistTopic,
  reviewChecklist,
} from '../../../src/services/pull-requests/checklist.ts';

const file = (path: string, ...lines: string[]): ChangedFile => ({
  path,
  isDeleted: false,
  added: lines.map((text, i) => ({ number: i + 1, text })),
});
const item = (topic: ChecklistTopic, ...files: ChangedFile[]) => {
  const found = reviewChecklist(files).find((it) => it.topic === topic)!;
  return `${found.state} ${found.places.join(' ')}`.trim();
};

describe('the checklist before a review', () => {
  it('has every topic once, whatever the change', () => {
    const topics = reviewChecklist([]).map(({ topic }) => topic);
    assert.equal(new Set(topics).size, 6);
    assert.deepEqual(
      reviewChecklist([file('a.ts', 'x')]).map(({ topic }) => topic),
      topics,
    );
  });

  for (const [what, expected, ...files] of [
    ['source without a test', 'found', file('src/a.ts', 'x')],
    ['source with a test', 'done test/a.test.ts', file('src/a.ts', 'x'), file('test/a.test.ts', 'y')],
    ['documents alone', 'open', file('README.md', 'x')],
    ['a test that is deleted', 'found', file('src/a.ts', 'x'), { ...file('test/a.ts'), isDeleted: true }],
  ] as const)
    it(`says "${expected}" of tests for ${what}`, () => assert.equal(item('tests', ...files), expected));

  for (const [line, isSwallowed] of [
    ['  } catch {}', true],
    ['  } catch (error) { }', true],
    ['work().catch(() => {});', true],
    ['  except ValueError: pass', true],
    ['  } catch (error) { log(error); }', false],
    ['const catcher = {};', false],
    [`} catch {} // in a line that no person wrote ${'x'.repeat(1000)}`, false],
  ] as const)
    it(`${isSwallowed ? 'finds' : 'lets pass'} ${line.trim().slice(0, 50)}`, () => {
      const path = 'src/a.ts';
      assert.equal(
        item('error-handling', file(path, 'before', line)),
        isSwallowed ? 'found src/a.ts:2' : 'open',
      );
    });

  for (const [line, isLeft] of [
    ['<<<<<<< HEAD', true],
    ['// TODO: later', true],
    ['  debugger;', true],
    ['console.log(x);', true],
    ["it.only('x', () => {", true],
    ['const todos = [];', false],
    ['a ======= b', false],
  ] as const)
    it(`${isLeft ? 'finds' : 'lets pass'} ${line.trim()} as left behind`, () => {
      assert.equal(item('left-behind', file('src/a.ts', line)), isLeft ? 'found src/a.ts:1' : 'done');
    });

  it('leaves to a person what no machine can tell', () => {
    for (const topic of ['edge-cases', 'input-validation', 'performance'] as const)
      assert.equal(item(topic, file('src/a.ts', 'x')), 'open', topic);
  });
});
