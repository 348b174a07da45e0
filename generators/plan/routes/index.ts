import type { Route } from '../route.ts';
import { biosHttpIpxe } from './bios-amd64-http-ipxe.ts';
import { biosHttpPxelinux } from './bios-amd64-http-pxelinux.ts';
import { biosTftpPxelinux } from './bios-amd64-tftp-pxelinux.ts';
import { uefiHttpBootIpxe } from './uefi-amd64-http-boot-ipxe.ts';
import { uefiHttpIpxe } from './uefi-amd64-http-ipxe.ts';
import { uefiTftpGrub } from './uefi-amd64-tftp-grub.ts';
import { uefiArm64TftpGrub } from './uefi-arm64-tftp-grub.ts';
import { secureBootTftpGrub } from './uefi-secure-boot-amd64-tftp-grub.ts';
import { secureBootArm64TftpGrub } from './uefi-secure-boot-arm64-tftp-grub.ts';

/** Every boot route that Bootbook knows, in the order in which tables list them. */
export const routes: readonly Route[] = [
  biosTftpPxelinux,
  biosHttpPxelinux,
  biosHttpIpxe,
  uefiTftpGrub,
  uefiHttpIpxe,
  uefiHttpBootIpxe,
  secureBootTftpGrub,
  uefiArm64TftpGrub,
  secureBootArm64TftpGrub,
];
