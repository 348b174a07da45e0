/*
 * Copying, on every page: a button with `data-copy` takes the lines of the listing with that id; the key `c` takes the
 * first listing of the page. Notes in the margin are never taken along.
 */

const SAID_FOR = 1600;

/**
 * The text of a listing: its lines alone, each with its newline. Of a console with prompts, what was typed there.
 */
function textOf(listing: Element): string {
  const lines = [...listing.querySelectorAll('.ln, .line')];
  if (lines.length === 0) return listing.textContent;
  const typed = lines.filter((line) => line.querySelector('.t-prompt') !== null);
  if (typed.length === 0) return lines.map((line) => `${line.textContent}\n`).join('');
  return typed
    .map((line) => line.textContent.slice(line.querySelector('.t-prompt')!.textContent.length))
    .map((command) => `${command.trim()}\n`)
    .join('');
}

/** Puts text on the clipboard. Pages served without TLS have no Clipboard API, so the old way stands behind it. */
async function put(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('The browser did not let us copy.');
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const listing = document.getElementById(button.dataset['copy'] ?? '');
  if (listing === null) return;
  const words = button.firstChild!;
  try {
    await put(textOf(listing));
    words.textContent = 'Copied';
  } catch {
    words.textContent = 'Not copied';
  }
  setTimeout(() => (words.textContent = 'Copy'), SAID_FOR);
}

// Listings of written pages get their button here: without scripts there is nothing that it could do.
document.querySelectorAll('pre.code').forEach((listing, index) => {
  if (listing.closest('[data-copied-by-bar]')) return;
  listing.id ||= `listing-${index + 1}`;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy-over screen-only';
  button.dataset['copy'] = listing.id;
  button.textContent = 'Copy';
  const frame = document.createElement('div');
  frame.className = 'listing';
  listing.before(frame);
  frame.append(listing, button);
});

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-copy]') : null;
  if (button instanceof HTMLButtonElement) void copy(button);
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'c' || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof Element && target.closest('input, textarea, select, [contenteditable]'))
    return;
  const first = document.querySelector('[data-copy]');
  if (!(first instanceof HTMLButtonElement)) return;
  first.focus();
  void copy(first);
});
