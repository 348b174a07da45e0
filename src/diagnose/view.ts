import { addressOf } from '../place/served.ts';
import { headingOfSeen } from '../../generators/catalogue/seen.ts';
import type {
  Advice,
  CauseFound,
  Diagnosis,
  MachineSeen,
} from '../../generators/diagnose/diagnosis.ts';

/*
 * A diagnosis as elements of the page. Everything that was pasted goes in as text, never as HTML.
 */

/** What stands above the other answers: what it comes to, then the causes, the likeliest unfolded. */
export function viewOf(diagnosis: Diagnosis): HTMLElement {
  const { summary, causes, machines, next, host, healthy } = diagnosis;
  const view = made('section', healthy ? 'diagnosis healthy' : 'diagnosis');
  view.setAttribute('aria-label', 'Diagnosis');
  view.append(made('p', 'comes-to', summary));
  if (host !== null) {
    const about = made('p', 'about', 'Values and configs are those of ');
    about.append(linkTo(`/hosts/${host}/`, host, 'm'), '.');
    view.append(about);
  }
  view.append(...causes.map((cause, index) => causeView(cause, index)));
  if (machines.length > 1)
    view.append(made('h3', '', 'How far machines came'), machineList(machines));
  if (next.length > 0) {
    view.append(made('h3', '', 'What would tell more'));
    view.append(...next.map((advice, index) => adviceView(advice, `next-${index}`)));
  }
  return view;
}

/** As many machines are listed; those that stand still come first. */
const MOST_MACHINES = 20;

function machineList(machines: readonly MachineSeen[]): HTMLElement {
  const list = made('ul', 'machines');
  for (const { name, known, stage, what, reached, healthy } of machines.slice(0, MOST_MACHINES)) {
    const row = made('li', '');
    const seconds = reached.find((each) => each.stage === stage)?.seconds ?? 0;
    const took = seconds < 1 ? '' : ` after ${Math.round(seconds)} s`;
    row.append(
      known ? linkTo(`/hosts/${name}/`, name, 'm') : made('span', 'm', name),
      made('span', 'm stage', stage),
      `${what}${took}${healthy ? '' : ', and no further'}`,
    );
    list.append(row);
  }
  const more = machines.length - MOST_MACHINES;
  if (more > 0) list.append(made('li', '', `and ${more} more`));
  return list;
}

function causeView(cause: CauseFound, index: number): HTMLElement {
  const view = made('details', 'cause');
  view.open = index === 0;
  const title = made('summary', '');
  title.append(made('b', '', `${index + 1}. ${cause.title}`), made('span', 'stage m', cause.stage));
  view.append(title, made('p', '', cause.tell));
  for (const speaks of ['for', 'against'] as const) {
    const lines = cause.evidence.filter((each) => each.speaks === speaks);
    if (lines.length === 0) continue;
    view.append(made('h3', '', speaks === 'for' ? 'What speaks for it' : 'What speaks against it'));
    const list = made('ol', 'evidence');
    for (const { line, text } of lines) {
      const row = made('li', 'm', text);
      row.value = line;
      list.append(row);
    }
    view.append(list);
  }
  const groups: [string, readonly Advice[]][] = [
    ['Check', [cause.check]],
    ['Fix', cause.fix],
    ['See that it worked', cause.verify === undefined ? [] : [cause.verify]],
    ['Take it back', cause.undo === undefined ? [] : [cause.undo]],
  ];
  for (const [label, steps] of groups) {
    if (steps.length === 0) continue;
    view.append(made('h3', '', label));
    view.append(...steps.map((step, at) => adviceView(step, `cause-${index}-${label}-${at}`)));
  }
  const page = made('p', 'whole-page');
  page.append(linkTo(cause.page, 'The whole page', ''), ` of ${cause.entry}`);
  view.append(page);
  return view;
}

function adviceView(advice: Advice, name: string): HTMLElement {
  const view = made('div', 'advice');
  view.append(made('p', '', advice.do));
  const id = name.toLowerCase().replaceAll(' ', '-');
  if (advice.run !== undefined)
    view.append(listing(advice.run, advice.on === undefined ? 'type' : `on the ${advice.on}`, id));
  if (advice.see !== undefined) view.append(listing(advice.see, headingOfSeen(advice)));
  const { config } = advice;
  if (config?.text !== undefined)
    view.append(listing(config.text, `/${config.path}`, `${id}-file`));
  return view;
}

/** Lines of a machine under their heading; with a Copy button if they have an id. */
function listing(text: string, heading: string, id?: string): HTMLElement {
  const figure = made('figure', '');
  const caption = made('figcaption', '', heading);
  const lines = made('pre', 'code', text);
  if (id !== undefined) {
    lines.id = `diagnosis-${id}`;
    const button = made('button', '', 'Copy');
    button.type = 'button';
    button.dataset['copy'] = lines.id;
    caption.append(button);
  }
  figure.append(caption, lines);
  return figure;
}

function linkTo(href: string, words: string, className: string): HTMLAnchorElement {
  const link = made('a', className, words);
  link.href = addressOf(href);
  return link;
}

function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
