/*
 * Ways to hand the field a file: the button that opens one, dropping one, or pasting one. The file stays where it is; the
 * diagnosis reads it in this browser.
 */

/**
 * Gives every file that is handed to a form, one at a time.
 * @param form its button has `data-find-open`, beside an input for files
 * @param around where a file may be dropped; elsewhere the browser would leave the page to show it
 */
export function takeFiles(
  form: HTMLFormElement,
  around: GlobalEventHandlers,
  take: (file: File) => void,
): void {
  const input = form.querySelector<HTMLInputElement>('input[type=file]');
  form.querySelector('[data-find-open]')?.addEventListener('click', () => input?.click());
  input?.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) take(file);
    // The same file may have grown when it is opened again.
    input.value = '';
  });
  around.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    form.dataset['drop'] = '';
  });
  around.addEventListener('dragleave', () => delete form.dataset['drop']);
  around.addEventListener('drop', (event) => {
    delete form.dataset['drop'];
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    take(file);
  });
  form.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file === undefined || event.clipboardData?.types.includes('text/plain') === true) return;
    event.preventDefault();
    take(file);
  });
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'];

/** `dnsmasq.log (8.2 MB)`; a thousand of each is one of the next. */
export function fileWords({ name, size }: File): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), UNITS.length - 1);
  const number = size / 1000 ** step;
  return `${name} (${number < 10 && step > 0 ? number.toFixed(1) : Math.round(number)} ${UNITS[step]!})`;
}
