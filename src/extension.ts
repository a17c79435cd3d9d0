import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  const item = vscode.window.createStatusBarItem('lastmile.share', vscode.StatusBarAlignment.Left);
  item.name = 'Lastmile';
  item.text = 'AI 0%';
  item.show();
  context.subscriptions.push(item);
}
