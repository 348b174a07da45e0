import { parseYaml, type SourceText, type YamlFile } from '../inventory/yaml-file.ts';
import { problemIn, type Problem } from '../inventory/problem.ts';

/** A page of the catalogue, taken apart. */
export interface FrontMatter {
  /** What stands between the two lines of hyphens; its lines are numbered as in the page. */
  readonly data: YamlFile;
  /** What stands below it. */
  readonly body: string;
}

const FENCE = /^---[ \t]*$/;

/** Takes a page apart. What is wrong with it goes to `problems`, and there is nothing then. */
export function frontMatterOf(page: SourceText, problems: Problem[]): FrontMatter | undefined {
  const lines = page.text.split('\n');
  const end = FENCE.test(lines[0] ?? '')
    ? lines.findIndex((line, at) => at > 0 && FENCE.test(line))
    : -1;
  if (end < 0) {
    problems.push(
      problemIn(
        page,
        { line: 1, column: 1, length: Math.max(1, lines[0]!.length) },
        {
          code: 'no-front-matter',
          message: 'This page has no front matter.',
          expected: 'a line of three hyphens, the data in YAML, and another such line',
          advice: 'Start the file with it.',
        },
      ),
    );
    return undefined;
  }
  // An empty line in the place of the first fence, so that every line keeps its number.
  const text = ['', ...lines.slice(1, end), ''].join('\n');
  const { file, faults } = parseYaml({ path: page.path, text });
  const [fault] = faults;
  if (fault !== undefined)
    problems.push(
      problemIn(page, fault.position, {
        code: 'yaml-syntax',
        message: fault.message.endsWith('.') ? fault.message : `${fault.message}.`,
        expected: 'YAML 1.2',
        advice: 'Mend the YAML at the mark. Text with `: `, `#` or a bracket needs quotes.',
      }),
    );
  if (file === undefined) return undefined;
  return {
    data: file,
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
  };
}
