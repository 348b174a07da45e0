import type { Quirk } from '../../generators/catalogue/quirk.ts';
import { readQuirks } from '../../generators/catalogue/read.ts';
import { problemText } from '../../generators/inventory/problem.ts';

/**
 * Quirks for tests, read from pages as the repo's are.
 * @param parts by id, what stands under `match` and `effect` as YAML in flow style: `{ match: '{ vendor: [Acme] }' }`
 */
export function quirksOf(
  parts: Readonly<Record<string, { readonly match?: string; readonly effect?: string }>>,
): ReadonlyMap<string, Quirk> {
  const { quirks, problems } = readQuirks(
    Object.entries(parts).map(([id, { match, effect }]) => ({
      path: `content/quirks/${id}.mdx`,
      text: `---
title: The quirk ${id}
description: It is there for tests.
of: firmware
vendor: Acme
seenOn: [a machine of a test]
stages: [dhcp]
seen: Nothing that anybody saw.
cause: A test made it up.
check: Look at the name.
workaround: [None is needed.]
verify: It works.
${match === undefined ? '' : `match: ${match}\n`}${effect === undefined ? '' : `effect: ${effect}\n`}confidence: report
sources: [{ title: A test, href: 'https://example.net/' }]
---
`,
    })),
  );
  if (problems.length > 0) throw new Error(problems.map(problemText).join('\n'));
  return quirks;
}
