import { ask, getReady } from '../diagnose/ask.ts';
import { viewOf } from '../diagnose/view.ts';
import { addressOf, load } from '../place/served.ts';
import type { Passage, Thing } from './entry.ts';
import { find, findByLine, isName, type Answer } from './find.ts';
import { fileWords, takeFiles } from './opened-file.ts';

/*
 * The field in the browser: fetches the index when it is first used, shows answers as one types, and is worked by keys
 * alone: arrows walk, Enter opens, Escape leaves. What a machine said is diagnosed in a worker; a name is looked up.
 */

let things: Promise<readonly Thing[]> | undefined;
let passages: Promise<readonly Passage[]> | undefined;

function loadIndex(): void {
  getReady();
  things ??= load<readonly Thing[]>('/search.json');
  passages ??= load<readonly Passage[]>('/search-pages.json');
  // Whoever asks next gets the error; a later try may find the network back.
  things.catch(() => (things = undefined));
  passages.catch(() => (passages = undefined));
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function item({ kind, name, href, hint }: Answer): HTMLLIElement {
  const link = document.createElement('a');
  link.href = addressOf(href);
  const words = element(
    'span',
    kind === 'page' || kind === 'list' ? 'name in-prose' : 'name',
    name,
  );
  if (hint !== '') words.append(element('small', '', hint));
  link.append(element('span', 'kind', kind), words);
  const row = document.createElement('li');
  row.append(link);
  return row;
}

function rowsFor(
  text: string,
  known: readonly Thing[],
  pages: readonly Passage[],
): { rows: HTMLLIElement[]; count: number } {
  if (!text.trim().includes('\n')) {
    const answers = find(known, pages, text);
    return { rows: answers.map(item), count: answers.length };
  }
  const lines = findByLine(known, text);
  const rows = lines.flatMap(({ number, line, answers }) => [
    element('li', 'said', `${number}  ${line.trim().slice(0, 160)}`),
    ...answers.map(item),
  ]);
  return { rows, count: lines.reduce((sum, { answers }) => sum + answers.length, 0) };
}

/** Letters below which nothing is a message of a machine. */
const SHORTEST_MESSAGE = 4;
/** Letters of a log in which names are looked up; what is wrong is looked for in all of it. */
const LONGEST_LOOKED_UP = 200_000;
const NOT_FOUND =
  'Nothing in the book has this. Where does it stop? The stages of a boot are on the front page.';
/**
 * Does something when the page has been shown and nothing else is to be done: the field of the front page has the focus before
 * that, and more than a megabyte of knowledge must not come before the page.
 */
function whenShown(then: () => void): void {
  const soon = (): unknown =>
    'requestIdleCallback' in window ? requestIdleCallback(then) : setTimeout(then, 200);
  if (document.readyState === 'complete') soon();
  else addEventListener('load', soon, { once: true });
}

const NO_INDEX = 'The index could not be fetched. Everything is in the lists as well.';
const UNREADABLE =
  'cannot be read. Is it still there, and a log or a capture? Of an archive, open the file within.';
const PICTURE =
  'A photo is not read here. Type the line that names the error into the field; half of it is enough.';

function start(form: HTMLFormElement): void {
  const field = form.querySelector('textarea')!;
  const list = form.querySelector<HTMLElement>('[data-find-answers]')!;
  const status = form.querySelector('[data-find-status]')!;
  const diagnosed = form.querySelector<HTMLElement>('[data-find-diagnosis]')!;
  const links = (): HTMLAnchorElement[] => [...form.querySelectorAll('a')];
  /** The file that was opened last, as long as nothing was typed since. */
  let opened: File | undefined;

  /** Shows what is wrong, if it is a message that is told; whether there is anything to show. */
  const diagnose = async (text: string): Promise<boolean> => {
    if (text.trim().length < SHORTEST_MESSAGE) {
      diagnosed.replaceChildren();
      return false;
    }
    const { diagnosis } = await ask({ text });
    if (text !== field.value) return false;
    const several = text.trim().includes('\n');
    const says = diagnosis !== undefined && (diagnosis.causes.length > 0 || several);
    diagnosed.replaceChildren(...(says ? [viewOf(diagnosis)] : []));
    return says;
  };

  const show = (rows: readonly HTMLLIElement[], says: string): void => {
    list.replaceChildren(
      ...(rows.length > 0 || says === '' ? rows : [element('li', 'note', says)]),
    );
    list.hidden = says === '';
    status.textContent = says;
  };

  const answer = async (): Promise<void> => {
    const text = field.value;
    if (text.trim() === '') {
      diagnosed.replaceChildren();
      return show([], '');
    }
    loadIndex();
    try {
      const known = await things!;
      const pages = await passages!;
      const told = !isName(known, text) && (await diagnose(text));
      if (text !== field.value) return;
      if (!told) diagnosed.replaceChildren();
      const { rows, count } = rowsFor(text.slice(0, LONGEST_LOOKED_UP), known, pages);
      if (count === 0) show([], told ? '' : NOT_FOUND);
      else show(rows, `${count} found`);
      if (told) status.textContent = diagnosed.querySelector('.comes-to')?.textContent ?? '';
    } catch {
      show([], NO_INDEX);
    }
  };

  /** Shows what is wrong in a file; it stands in the place of what was typed. */
  const answerFile = async (file: File): Promise<void> => {
    opened = file;
    field.value = '';
    diagnosed.replaceChildren();
    if (file.type.startsWith('image/')) return show([], PICTURE);
    show([], `Reading ${fileWords(file)} …`);
    const { diagnosis, unreadable = false } = await ask({ file });
    if (opened !== file) return;
    if (diagnosis === undefined)
      return show([], unreadable ? `${file.name}: ${UNREADABLE}` : NO_INDEX);
    show([], '');
    diagnosed.replaceChildren(element('p', 'opened m', fileWords(file)), viewOf(diagnosis));
    status.textContent = diagnosis.summary;
  };

  takeFiles(form, form.closest('dialog') ?? document, (file) => void answerFile(file));
  field.addEventListener('focus', () => whenShown(loadIndex), { once: true });
  field.addEventListener('input', () => {
    opened = undefined;
    void answer();
  });
  field.addEventListener('keydown', (event) => {
    const several = field.value.trim().includes('\n');
    if (event.key === 'Enter' && !event.shiftKey && (!several || event.ctrlKey)) {
      event.preventDefault();
      void answer().then(() =>
        (diagnosed.querySelector<HTMLElement>('.whole-page a') ?? links()[0])?.click(),
      );
    }
  });
  form.addEventListener('keydown', (event) => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement);
    const inField = document.activeElement === field;
    const lastLine = !field.value.slice(field.selectionEnd).includes('\n');
    if (event.key === 'ArrowDown' && (!inField || lastLine) && at < all.length - 1) {
      event.preventDefault();
      all[at + 1]!.focus();
    } else if (event.key === 'ArrowUp' && !inField) {
      event.preventDefault();
      (all[at - 1] ?? field).focus();
    } else if (event.key === 'Escape' && form.closest('dialog') === null) {
      opened = undefined;
      field.value = '';
      diagnosed.replaceChildren();
      show([], '');
      field.focus();
    }
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  if (field.value !== '') void answer();
}

document.querySelectorAll<HTMLFormElement>('[data-find-form]').forEach(start);

function open(): void {
  const dialog = document.querySelector<HTMLDialogElement>('[data-find-dialog]');
  dialog?.showModal();
  const field = document.querySelector<HTMLTextAreaElement>('[data-find-form] textarea');
  field?.focus();
  field?.select();
}

document.addEventListener('click', (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  if (target.closest('[data-find]') !== null) {
    event.preventDefault();
    open();
  } else if (target instanceof HTMLDialogElement) target.close();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof Element && target.closest('input, textarea, select, [contenteditable]'))
    return;
  event.preventDefault();
  open();
});
