import type { APIRoute } from 'astro';
import { artifactText, type Artifact } from '../../../../generators/artifact.ts';
import { book } from '../../../data/site.ts';

/** The exact bytes of every emitted file. */
export const getStaticPaths = () =>
  book.plans.flatMap(({ server }) =>
    book.emittedBy(server.id).artifacts.map((artifact) => ({
      params: { server: server.id, path: artifact.path },
      props: { artifact },
    })),
  );

export const GET: APIRoute<{ artifact: Artifact }> = ({ props }) =>
  new Response(artifactText(props.artifact), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
