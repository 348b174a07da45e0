import type { APIRoute } from 'astro';
import type { ProofStatement } from '../../../generators/proof/statement.ts';
import { lab } from '../../data/lab.ts';

/** The packets of a proof's first boot, for tcpdump and Wireshark: `/proofs/uefi-grub.pcap`. */
export const getStaticPaths = () =>
  lab.proofs.map((proof) => ({ params: { id: proof.predicate.boot.scenario }, props: { proof } }));

export const GET: APIRoute<{ proof: ProofStatement }> = ({ props }) =>
  new Response(Buffer.from(props.proof.predicate.boot.capture.pcap, 'base64'), {
    headers: { 'Content-Type': 'application/vnd.tcpdump.pcap' },
  });
