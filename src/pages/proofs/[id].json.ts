import type { APIRoute } from 'astro';
import type { ProofStatement } from '../../../generators/proof/statement.ts';
import { lab } from '../../data/lab.ts';

/** The statement of a proof, for other programs: `/proofs/uefi-grub.json`. */
export const getStaticPaths = () =>
  lab.proofs.map((proof) => ({ params: { id: proof.predicate.boot.scenario }, props: { proof } }));

export const GET: APIRoute<{ proof: ProofStatement }> = ({ props }) => Response.json(props.proof);
