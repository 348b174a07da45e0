import { bootOrderDiskFirst } from './boot-order-disk-first.ts';
import { stpPortHeld } from './stp-port-held.ts';
import { wrongVlan } from './wrong-vlan.ts';
import { serverDiskFull } from './server-disk-full.ts';
import { addressLeasedElsewhere } from './address-leased-elsewhere.ts';
import { proxydhcpStopped } from './proxydhcp-stopped.ts';
import { dhcpServerStopped } from './dhcp-server-stopped.ts';
import { proxydhcpPortBlocked } from './proxydhcp-port-blocked.ts';
import { dhcpRangeExhausted } from './dhcp-range-exhausted.ts';
import { tftpRootMisspelt } from './tftp-root-misspelt.ts';
import { dhcpPortTaken } from './dhcp-port-taken.ts';
import { serverAddressWrong } from './server-address-wrong.ts';
import { leaseFileUnwritable } from './lease-file-unwritable.ts';
import { rogueDhcpServer } from './rogue-dhcp-server.ts';
import { rogueBootServer } from './rogue-boot-server.ts';
import { relayStopped } from './relay-stopped.ts';
import { bootFileMissing } from './boot-file-missing.ts';
import { bootFileUnreadable } from './boot-file-unreadable.ts';
import { uefiFileToBios } from './uefi-file-to-bios.ts';
import { tftpServerOff } from './tftp-server-off.ts';
import { biosFileToUefi } from './bios-file-to-uefi.ts';
import { uefi32BitFile } from './uefi-32-bit-file.ts';
import { chainloadLoop } from './chainload-loop.ts';
import { wrongNextServer } from './wrong-next-server.ts';
import { tftpBlocked } from './tftp-blocked.ts';
import { tftpOptionsRefused } from './tftp-options-refused.ts';
import { mtuBlackHole } from './mtu-black-hole.ts';
import { packetLoss } from './packet-loss.ts';
import { networkSlow } from './network-slow.ts';
import { ldlinuxMissing } from './ldlinux-missing.ts';
import { ldlinuxOtherVersion } from './ldlinux-other-version.ts';
import { unsignedNbp } from './unsigned-nbp.ts';
import { shimByIpxeRom } from './shim-by-ipxe-rom.ts';
import { grubMissing } from './grub-missing.ts';
import { grubUnsigned } from './grub-unsigned.ts';
import { httpNotFound } from './http-not-found.ts';
import { nginxStopped } from './nginx-stopped.ts';
import { signedFilesByHttpBoot } from './signed-files-by-http-boot.ts';
import { httpBlocked } from './http-blocked.ts';
import { httpForbidden } from './http-forbidden.ts';
import { pxelinuxNoConfig } from './pxelinux-no-config.ts';
import { hostConfigMissing } from './host-config-missing.ts';
import { pxelinuxNoDefault } from './pxelinux-no-default.ts';
import { menuModuleMissing } from './menu-module-missing.ts';
import { grubNoConfig } from './grub-no-config.ts';
import { ipxeScriptHtml } from './ipxe-script-html.ts';
import { kernelMissing } from './kernel-missing.ts';
import { grubKernelMissing } from './grub-kernel-missing.ts';
import { ipxeKernelMissing } from './ipxe-kernel-missing.ts';
import { kernelTruncated } from './kernel-truncated.ts';
import { kernelWrongArchitecture } from './kernel-wrong-architecture.ts';
import { grubKernelWrongArchitecture } from './grub-kernel-wrong-architecture.ts';
import { kernelTampered } from './kernel-tampered.ts';
import { initrdMissing } from './initrd-missing.ts';
import { initrdLineMissing } from './initrd-line-missing.ts';
import { initrdCorrupt } from './initrd-corrupt.ts';
import { initrdWrongArchitecture } from './initrd-wrong-architecture.ts';
import { memoryTooSmall } from './memory-too-small.ts';
import { bootifOfOtherCard } from './bootif-of-other-card.ts';
import { nicDriverMissing } from './nic-driver-missing.ts';
import { nfsServerStopped } from './nfs-server-stopped.ts';
import { nfsExportMissing } from './nfs-export-missing.ts';
import { nfsExportRefused } from './nfs-export-refused.ts';
import { nfsVersion4Only } from './nfs-version-4-only.ts';
import { nfsVersion4Asked } from './nfs-version-4-asked.ts';
import { preseedMissing } from './preseed-missing.ts';
import { preseedBroken } from './preseed-broken.ts';
import { clockWrongWithHttps } from './clock-wrong-with-https.ts';
import { mirrorUnreachable } from './mirror-unreachable.ts';
import { diskTooSmall } from './disk-too-small.ts';
import { diskEmpty } from './disk-empty.ts';
import { diskWithoutLoader } from './disk-without-loader.ts';
import { reinstallLoop } from './reinstall-loop.ts';
import type { Fault } from './fault.ts';

/** Every fault that the lab can make, in the order of the boot chain. */
export const faults: readonly Fault[] = [
  bootOrderDiskFirst,
  stpPortHeld,
  wrongVlan,
  serverDiskFull,
  addressLeasedElsewhere,
  proxydhcpStopped,
  dhcpServerStopped,
  proxydhcpPortBlocked,
  dhcpRangeExhausted,
  tftpRootMisspelt,
  dhcpPortTaken,
  serverAddressWrong,
  leaseFileUnwritable,
  rogueDhcpServer,
  rogueBootServer,
  relayStopped,
  bootFileMissing,
  bootFileUnreadable,
  uefiFileToBios,
  tftpServerOff,
  biosFileToUefi,
  uefi32BitFile,
  chainloadLoop,
  wrongNextServer,
  tftpBlocked,
  tftpOptionsRefused,
  mtuBlackHole,
  packetLoss,
  networkSlow,
  ldlinuxMissing,
  ldlinuxOtherVersion,
  unsignedNbp,
  shimByIpxeRom,
  grubMissing,
  grubUnsigned,
  httpNotFound,
  nginxStopped,
  signedFilesByHttpBoot,
  httpBlocked,
  httpForbidden,
  pxelinuxNoConfig,
  hostConfigMissing,
  pxelinuxNoDefault,
  menuModuleMissing,
  grubNoConfig,
  ipxeScriptHtml,
  kernelMissing,
  grubKernelMissing,
  ipxeKernelMissing,
  kernelTruncated,
  kernelWrongArchitecture,
  grubKernelWrongArchitecture,
  kernelTampered,
  initrdMissing,
  initrdLineMissing,
  initrdCorrupt,
  initrdWrongArchitecture,
  memoryTooSmall,
  bootifOfOtherCard,
  nicDriverMissing,
  nfsServerStopped,
  nfsExportMissing,
  nfsExportRefused,
  nfsVersion4Only,
  nfsVersion4Asked,
  preseedMissing,
  preseedBroken,
  clockWrongWithHttps,
  mirrorUnreachable,
  diskTooSmall,
  diskEmpty,
  diskWithoutLoader,
  reinstallLoop,
];
