/** The page as paper has it: no controls, every chart with its table, and no reference to anything outside. */

import { render } from 'lit';
import type { ChartCard } from './chart-card.ts';
import { tableOf } from './table.ts';

const NOT_ON_PAPER = 'script, style, link, button, select, .controls, .tabs';

/** @returns markup of what `root` shows; text of strangers in it is escaped, as the browser serializes it */
export function printable(root: HTMLElement): string {
  const copy = root.cloneNode(true) as HTMLElement;
  const cards = root.querySelectorAll<ChartCard>('chart-card');
  copy.querySelectorAll('chart-card').forEach((card, index) => {
    const original = cards[index];
    card.querySelector('.table')?.remove();
    if (!original) return;
    const table = document.createElement('div');
    render(tableOf(original.table), table);
    card.append(table);
  });
  for (const link of copy.querySelectorAll('button.path')) link.replaceWith(...link.childNodes);
  // Whether a box is ticked is no part of the markup, so it is put into words.
  const boxes = root.querySelectorAll<HTMLInputElement>('input[type=checkbox]');
  copy.querySelectorAll('input[type=checkbox]').forEach((box, index) => {
    box.replaceWith(boxes[index]?.checked ? '☑ ' : '☐ ');
  });
  for (const element of copy.querySelectorAll(NOT_ON_PAPER)) element.remove();
  return copy.innerHTML.replaceAll(/<!--.*?-->/gs, '');
}
