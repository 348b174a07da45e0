// Terminal control: CSI and OSC sequences, and two-character escapes (ECMA-48, section 5.4 and 8.3).
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** One line as patterns see it: no escape sequences, no other control characters, white space as single blanks. */
export function cleanLine(line: string): string {
  return line
    .replaceAll(ESCAPES, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
