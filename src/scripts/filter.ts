/*
 * Narrows a table to the rows that hold every word of a field, in whatever case and order. The words also stand in the
 * address (`?q=…`), so that a narrowed list can be sent to somebody.
 */
for (const field of document.querySelectorAll<HTMLInputElement>('input[data-filters]')) {
  const table = document.getElementById(field.dataset['filters']!);
  const rows = [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) => ({
    row: row as HTMLElement,
    text: row.textContent.toLowerCase(),
  }));
  const count = field.parentElement!.querySelector('output')!;

  const narrow = (): void => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) shown++;
    }
    count.textContent = words.length === 0 ? '' : `${shown} of ${rows.length}`;
  };

  field.addEventListener('input', () => {
    narrow();
    const address = new URL(location.href);
    if (field.value === '') address.searchParams.delete('q');
    else address.searchParams.set('q', field.value);
    history.replaceState(null, '', address);
  });
  field.value = new URLSearchParams(location.search).get('q') ?? field.value;
  narrow();
}
