import type { Artifact } from '../../../generators/artifact.ts';
import type { Book } from '../../data/book.ts';
import { entityHref, fileHref } from '../../data/links.ts';
import { counted, joined, machine, type PageContent } from '../content.ts';
import { fileTitle, kindOf } from '../files.ts';

/** /files/<server>/<path>/: a file that many machines share, with the reason for every line. */
export function filePage(book: Book, server: string, artifact: Artifact): PageContent {
  const { plans } = book;
  const { title, id } = fileTitle(artifact);
  const name = artifact.path.slice(artifact.path.lastIndexOf('/') + 1);
  const { stage } = kindOf(artifact.path);
  const plan = plans.find((each) => each.server.id === server)!;
  return {
    path: fileHref(server, artifact),
    title: name,
    machine: true,
    summary: `${title} of ${server}: /${artifact.path}, every line with its reason`,
    lead: joined(
      [
        title,
        ['boot server ', machine(server, entityHref('servers', server))],
        counted(artifact.lines.length, 'line'),
        counted(plan.hosts.length, 'host'),
      ],
      ' · ',
    ),
    notices: [],
    chain: { at: stage },
    sections: [
      {
        kind: 'config',
        title,
        id,
        server,
        artifact,
        whole: undefined,
        reached: book.reached(server, artifact),
        annotated: true,
      },
    ],
  };
}
