import type { Fault } from './fault.ts';

export const diskTooSmall: Fault = {
  id: 'disk-too-small',
  title: 'The disk is too small for the image',
  summary:
    'The disk of the machine has 256 MiB. The image writer partitions it, makes its file systems and unpacks the image, until there is no room left. It stops, and starts the machine anew five minutes later, with the same end.',
  stage: 'root',
  scenario: 'image-writer-bios',
  break: [],
  mend: [],
  machine: { disk: 256 * 2 ** 20 },
  symptoms: [
    {
      id: 'image-does-not-fit',
      where: 'console',
      says: /^tar: write error: No space left on device$/,
    },
    {
      id: 'image-writer-stops',
      where: 'console',
      says: /^bootbook: image writer stops: .* could not be written onto \/dev\/vda /,
    },
  ],
  patience: 120,
};
