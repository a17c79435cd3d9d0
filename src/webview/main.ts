/** The page of the dashboard: state in, markup out, and the messages to and from its panel. */

import { render } from 'lit';
import { type Actions, page } from './page.ts';
import { printable } from './printable.ts';
import { type Choice, type FromPage, isChoice, isToPage } from './protocol.ts';
import { INITIAL, type State, told } from './state.ts';

/** What the editor gives to the page of a panel. */
interface Editor {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: Choice): void;
}
declare const acquireVsCodeApi: () => Editor;

const editor = acquireVsCodeApi();
const root = document.getElementById('root') ?? document.body;

const remembered = editor.getState();
let state: State = isChoice(remembered) ? { ...INITIAL, choice: remembered } : INITIAL;

function show(next: State): void {
  state = next;
  render(page(state, actions), root);
}

const actions: Actions = {
  choose(change) {
    const choice = { ...state.choice, ...change };
    editor.setState(choice);
    show({ ...state, choice, isStale: true });
    editor.postMessage({ type: 'choose', choice });
  },
  breakDown: (breakdown) => show({ ...state, breakdown }),
  open: (list, index) => editor.postMessage({ type: 'open', list, index }),
  save: (format) => editor.postMessage({ type: 'export', format }),
  print: () => editor.postMessage({ type: 'print', markup: printable(root) }),
  signIn: () => editor.postMessage({ type: 'sign-in' }),
};

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isToPage(data)) show(told(state, data));
});
root.replaceChildren();
show(state);
editor.postMessage({ type: 'ready', choice: isChoice(remembered) ? remembered : null });
