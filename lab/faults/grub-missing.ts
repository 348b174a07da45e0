import type { Fault } from './fault.ts';

export const grubMissing: Fault = {
  id: 'grub-missing',
  title: 'The second stage behind shim is missing',
  summary:
    'shim was copied to the TFTP root without the grubx64.efi that belongs beside it. The firmware starts shim, shim asks for its second stage, and gives up.',
  stage: 'nbp',
  scenario: 'local-uefi-secure-boot',
  break: ['mv /srv/tftp/grubx64.efi /srv/tftp/grubx64.efi.gone'],
  mend: ['mv /srv/tftp/grubx64.efi.gone /srv/tftp/grubx64.efi'],
  symptoms: [
    {
      id: 'shim-cannot-fetch-second-stage',
      where: 'console',
      says: /^Unable to fetch TFTP image: Not Found/,
    },
    {
      id: 'shim-start-image-failed',
      where: 'console',
      says: /^start_image\(\) returned Not Found/,
    },
  ],
  patience: 60,
};
