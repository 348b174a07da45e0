/** The expression of a pattern. @throws SyntaxError where the text is none */
export function expression(text: string): RegExp {
  return new RegExp(text, 'iu');
}
