/** What can be chosen and what can be done with the figures. */

import { html, type TemplateResult } from 'lit';
import type { IncidentRule } from '../domain/retention/report.ts';
import { INCIDENT_RULES } from '../domain/retention/report.ts';
import { visible } from '../domain/visible-text.ts';
import { commits, nameText, RULE_WORDS } from './format.ts';
import { l10n } from './language.ts';
import { type Choice, FORMATS, type Format, WINDOWS, type Window } from './protocol.ts';
import type { State } from './state.ts';

export interface Actions {
  choose(change: Partial<Choice>): void;
  save(format: Format): void;
  print(): void;
}

const WINDOW_WORDS = new Map<Window, string>([
  [7, l10n.t('Last 7 days')],
  [30, l10n.t('Last 30 days')],
  [90, l10n.t('Last 90 days')],
  [365, l10n.t('Last year')],
  [null, l10n.t('Everything')],
]);

interface Option {
  readonly value: string;
  readonly label: string;
}

const select = (
  label: string,
  id: string,
  options: readonly Option[],
  selected: string,
  choose: (value: string) => void,
) => html`
  <span class="choice">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${options.map(
        ({ value, label }) => html`<option value=${value} ?selected=${value === selected}>${label}</option>`,
      )}
    </select>
  </span>`;

/** `all`, or a name with a mark before it, so that a tool called "all" is a tool. */
const ALL = 'all';
const named = (name: string): string => `=${name}`;
const nameOf = (value: string): string | null => (value === ALL ? null : value.slice(1));
const names = (all: string, them: readonly string[], label = (name: string) => name): Option[] => [
  { value: ALL, label: all },
  ...them.map((name) => ({ value: named(name), label: visible(label(name)) })),
];

export function controls({ report, repositories, tools, choice }: State, actions: Actions): TemplateResult {
  return html`
    <div class="controls" role="toolbar" aria-label=${l10n.t('Shown')}>
      ${select(
        l10n.t('Window'),
        'window',
        WINDOWS.map((days) => ({ value: String(days), label: WINDOW_WORDS.get(days) ?? '' })),
        String(choice.days),
        (value) => actions.choose({ days: WINDOWS.find((it) => String(it) === value) ?? null }),
      )}
      ${select(
        l10n.t('Repository'),
        'repository',
        names(l10n.t('All repositories'), repositories),
        choice.repository === null ? ALL : named(choice.repository),
        (value) => actions.choose({ repository: nameOf(value) }),
      )}
      ${select(
        l10n.t('Tool'),
        'tool',
        names(l10n.t('All tools'), tools, nameText),
        choice.tool === null ? ALL : named(choice.tool),
        (value) => actions.choose({ tool: nameOf(value) }),
      )}
      <span class="exports" role="group" aria-label=${l10n.t('Export')}>
        ${FORMATS.map(
          (format) => html`
            <button class="secondary" id="export-${format}" ?disabled=${!report} @click=${() => actions.save(format)}>
              ${format.toUpperCase()}
            </button>`,
        )}
        <button class="secondary" id="print" ?disabled=${!report} @click=${() => actions.print()}>${l10n.t('Print')}</button>
      </span>
    </div>`;
}

/** What counts as an incident, how many commits each rule alone finds, and whether it is on. */
export function incidentRules({ report, choice }: State, actions: Actions): TemplateResult {
  const toggle = (rule: IncidentRule, isOn: boolean) =>
    actions.choose({
      incidentRules: INCIDENT_RULES.filter((it) => (it === rule ? isOn : choice.incidentRules.includes(it))),
    });
  return html`
    <fieldset class="rules">
      <legend>${l10n.t('What counts as an incident')}</legend>
      ${INCIDENT_RULES.map((rule) => {
        const found = report?.incidents.find((it) => it.rule === rule)?.commits ?? 0;
        return html`
          <label>
            <input type="checkbox" data-rule=${rule} .checked=${choice.incidentRules.includes(rule)}
              @change=${(event: Event) => toggle(rule, (event.target as HTMLInputElement).checked)} />
            ${RULE_WORDS[rule]} <span class="basis">${commits(found)}</span>
          </label>`;
      })}
    </fieldset>`;
}
