import { biosPxelinuxInstall } from './bios-pxelinux-install.ts';
import { biosPxelinuxRescue } from './bios-pxelinux-rescue.ts';
import { uefiGrub } from './uefi-grub.ts';
import { uefiSecureBootGrub } from './uefi-secure-boot-grub.ts';
import { uefiSecureBootInstall } from './uefi-secure-boot-install.ts';
import { uefiArm64Grub } from './uefi-arm64-grub.ts';
import { uefiIpxe } from './uefi-ipxe.ts';
import { localBios } from './local-bios.ts';
import { localUefi } from './local-uefi.ts';
import { localUefiSecureBoot } from './local-uefi-secure-boot.ts';
import { localUefiArm64 } from './local-uefi-arm64.ts';
import { proxydhcpBios } from './proxydhcp-bios.ts';
import { proxydhcpUefi } from './proxydhcp-uefi.ts';
import { relayUefi } from './relay-uefi.ts';
import { iscDhcpdBios } from './isc-dhcpd-bios.ts';
import { biosIpxeSigns } from './bios-ipxe-signs.ts';
import { biosPxelinuxSigns } from './bios-pxelinux-signs.ts';
import { uefiGrubSigns } from './uefi-grub-signs.ts';
import { uefiSecureBootArm64Signs } from './uefi-secure-boot-arm64-signs.ts';
import { uefiHttpBootIpxeSigns } from './uefi-http-boot-ipxe-signs.ts';
import { iscDhcpdUefi } from './isc-dhcpd-uefi.ts';
import { keaBios } from './kea-bios.ts';
import { keaUefi } from './kea-uefi.ts';
import { proxydhcpKeaBios } from './proxydhcp-kea-bios.ts';
import { relayBios } from './relay-bios.ts';
import { rescueSshBios, rescueSshSecureBoot } from './rescue-ssh.ts';
import { uefiGrubIpv6 } from './uefi-grub-ipv6.ts';
import { uefiSecureBootGrubIpv6 } from './uefi-secure-boot-grub-ipv6.ts';
import { uefiIpxeIpv6 } from './uefi-ipxe-ipv6.ts';
import { biosHttpPxelinux } from './bios-http-pxelinux.ts';
import { uefiHttpGrub } from './uefi-http-grub.ts';
import { uefiHttpBootGrub } from './uefi-http-boot-grub.ts';
import { uefiIpxeOwnDrivers } from './uefi-ipxe-own-drivers.ts';
import { uefiSecureBootHttpBootGrub } from './uefi-secure-boot-http-boot-grub.ts';
import { uefiArm64HttpGrub } from './uefi-arm64-http-grub.ts';
import { uefiArm64HttpBootGrub } from './uefi-arm64-http-boot-grub.ts';
import { uefiSecureBootArm64HttpBootGrub } from './uefi-secure-boot-arm64-http-boot-grub.ts';
import { localUefiHttpBoot } from './local-uefi-http-boot.ts';
import { localUefiSecureBootHttpBoot } from './local-uefi-secure-boot-http-boot.ts';
import { uefiGrubIpxeRom } from './uefi-grub-ipxe-rom.ts';
import { uefiIpxeRom } from './uefi-ipxe-rom.ts';
import { imageWriterBios, imageWriterSecureBoot } from './image-writer.ts';
import { imageRawBios, imageRawSecureBoot } from './image-raw.ts';
import { memtest } from './memtest.ts';
import { twoCardsBios } from './two-cards-bios.ts';
import { twoCardsUefi } from './two-cards-uefi.ts';
import { uefiGrubAnswers } from './uefi-grub-answers.ts';
import { nfsRoot } from './nfs-root.ts';
import type { Scenario } from './scenario.ts';

/** Every boot that is tried on the example site, in the order in which tables list them. */
export const scenarios: readonly Scenario[] = [
  biosPxelinuxInstall,
  biosPxelinuxRescue,
  uefiGrub,
  uefiSecureBootGrub,
  uefiSecureBootInstall,
  uefiGrubAnswers,
  uefiArm64Grub,
  uefiIpxe,
  localBios,
  localUefi,
  localUefiSecureBoot,
  localUefiArm64,
  proxydhcpBios,
  proxydhcpUefi,
  relayUefi,
  iscDhcpdBios,
  biosIpxeSigns,
  biosPxelinuxSigns,
  uefiGrubSigns,
  uefiSecureBootArm64Signs,
  uefiHttpBootIpxeSigns,
  iscDhcpdUefi,
  keaBios,
  keaUefi,
  proxydhcpKeaBios,
  relayBios,
  rescueSshBios,
  rescueSshSecureBoot,
  uefiGrubIpv6,
  uefiSecureBootGrubIpv6,
  uefiIpxeIpv6,
  biosHttpPxelinux,
  uefiHttpGrub,
  uefiHttpBootGrub,
  uefiIpxeOwnDrivers,
  uefiSecureBootHttpBootGrub,
  uefiArm64HttpGrub,
  uefiArm64HttpBootGrub,
  uefiSecureBootArm64HttpBootGrub,
  localUefiHttpBoot,
  localUefiSecureBootHttpBoot,
  uefiGrubIpxeRom,
  uefiIpxeRom,
  imageWriterBios,
  imageWriterSecureBoot,
  imageRawBios,
  imageRawSecureBoot,
  memtest,
  twoCardsBios,
  twoCardsUefi,
  nfsRoot,
];
