import assert from 'node:assert/strict';
import { toolOfExtension, toolsOf } from '../../src/domain/assistants.ts';

describe('the tool of an extension', () => {
  it('goes by its identifier', () => {
    assert.equal(toolOfExtension('GitHub.copilot-chat'), 'copilot');
    assert.equal(toolOfExtension('Acme.Suggest'), 'acme.suggest');
  });

  it('counts once, whatever its number of extensions', () =>
    assert.deepEqual(toolsOf(['GitHub.copilot', 'vscode.git', 'GitHub.copilot-chat', 'Codeium.codeium']), [
      'copilot',
      'windsurf',
    ]));
});
