/** Functions that run in the page of an editor window, each for itself: it closes over nothing. */

/** A line's tokens are elements of their own, and its blanks are no-break spaces. */
export function findInEditor({ text, at, occurrence }) {
  const editor =
    document.querySelector('.editor-instance .monaco-editor.focused') ??
    document.querySelector('.editor-instance .monaco-editor');
  const lines = [...(editor?.querySelectorAll('.view-lines > .view-line') ?? [])];
  lines.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  let left = occurrence;
  for (const line of lines) {
    const content = line.textContent.replaceAll('\u00a0', ' ');
    for (let index = content.indexOf(text); index >= 0; index = content.indexOf(text, index + 1)) {
      left -= 1;
      if (left > 0) continue;
      const range = document.createRange();
      range.setStart(...position(line, index));
      range.setEnd(...position(line, index + text.length));
      const box = range.getBoundingClientRect();
      const share = { start: 0, middle: 0.5, end: 1 }[at];
      return { x: box.left + box.width * share, y: box.top + box.height / 2 };
    }
  }
  return undefined;

  function position(line, offset) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let rest = offset;
    let last = line;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      last = node;
      if (rest <= node.textContent.length) return [node, rest];
      rest -= node.textContent.length;
    }
    return [last, last.textContent.length];
  }
}

/** A headless browser keeps every page focused, so losing the focus is what the page would hear of it. */
export function setFocus(focused) {
  document.hasFocus = () => focused;
  window.dispatchEvent(new FocusEvent(focused ? 'focus' : 'blur'));
}

export const readClipboard = () => navigator.clipboard.readText();

export const writeClipboard = (text) => navigator.clipboard.writeText(text);

/**
 * A built workbench obeys the payload (extension under development, tests) only as one under automation.
 * It reads its configuration once, from an attribute: so that is where it is told.
 */
export function allowDevelopmentOptions() {
  const original = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = original.call(this, name);
    if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration' || !value) return value;
    const settings = JSON.parse(value);
    settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    return JSON.stringify(settings);
  };
}
