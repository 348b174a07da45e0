/** Cuts pieces of text into lines. */
export function lines(take: (line: string) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    for (const part of parts) take(part);
  };
}
