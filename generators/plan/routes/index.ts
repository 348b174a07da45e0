import type { Route } from '../route.ts';
import { biosHttpIpxe } from './bios-amd64-http-ipxe.ts';
import { biosHttpPxelinux } from './bios-amd64-http-pxelinux.ts';
import { biosTftpPxelinux } from './bios-amd64-tftp-pxelinux.ts';
import { uefiHttpBootGrub } from './uefi-amd64-http-boot-grub.ts';
import { uefiHttpBootIpxe } from './uefi-amd64-http-boot-ipxe.ts';
import { uefiHttpGrub } from './uefi-amd64-http-grub.ts';
import { uefiHttpIpxe } from './uefi-amd64-http-ipxe.ts';
import { uefiHttpIpxeOwnDrivers } from './uefi-amd64-http-ipxe-own-drivers.ts';
import { uefiTftpGrub } from './uefi-amd64-tftp-grub.ts';
import { uefiArm64HttpBootGrub } from './uefi-arm64-http-boot-grub.ts';
import { uefiArm64HttpGrub } from './uefi-arm64-http-grub.ts';
import { uefiArm64TftpGrub } from './uefi-arm64-tftp-grub.ts';
import { secureBootHttpBootGrub } from './uefi-secure-boot-amd64-http-boot-grub.ts';
import { secureBootTftpGrub } from './uefi-secure-boot-amd64-tftp-grub.ts';
import { secureBootArm64HttpBootGrub } from './uefi-secure-boot-arm64-http-boot-grub.ts';
import { secureBootArm64TftpGrub } from './uefi-secure-boot-arm64-tftp-grub.ts';

/** Every boot route that Bootbook knows, in the order in which tables list them. */
export const routes: readonly Route[] = [
  biosTftpPxelinux,
  biosHttpPxelinux,
  biosHttpIpxe,
  uefiTftpGrub,
  uefiHttpGrub,
  uefiHttpIpxe,
  uefiHttpIpxeOwnDrivers,
  uefiHttpBootIpxe,
  uefiHttpBootGrub,
  secureBootTftpGrub,
  secureBootHttpBootGrub,
  uefiArm64TftpGrub,
  uefiArm64HttpGrub,
  uefiArm64HttpBootGrub,
  secureBootArm64TftpGrub,
  secureBootArm64HttpBootGrub,
];
