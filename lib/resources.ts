import type { MachineSize } from "./clusterSpec";

/** Memory in MiB that a slave leaves to the system: the 2015 recipe's slave of 4096 MiB offered 2808. */
const reservedMemoryMiB = 1288;
/** From this memory on {@link reservedMemoryMiB} is left; a smaller machine offers half. */
const halfMemoryBelowMiB = 2 * reservedMemoryMiB;
/** Disk in MiB that a slave leaves to the system: the recipe's slave of 50 GiB offered 45148. */
const reservedDiskMiB = 6052;
/** From this size on {@link reservedDiskMiB} is left; a smaller disk offers half. */
const halfDiskBelowGiB = 12;
/** Mesos' own default (src/slave/constants.hpp of 0.24.0). */
const ports = "[31000-32000]";

/**
 * The resources that a slave of some size offers, pinned by rule instead of detected: what the daemon detects changes
 * with kernel and file system, and a slave whose resources changed refuses to start on its work_dir.
 *
 * @param size the slave's machine
 * @returns value of `--resources`, e.g. `cpus:2;mem:2808;disk:45148;ports:[31000-32000]`
 */
export function defaultResources(size: MachineSize): string {
  const memory =
    size.memoryMiB < halfMemoryBelowMiB
      ? Math.floor(size.memoryMiB / 2)
      : size.memoryMiB - reservedMemoryMiB;
  const diskMiB = size.diskGiB * 1024;
  const disk =
    size.diskGiB < halfDiskBelowGiB ? Math.floor(diskMiB / 2) : diskMiB - reservedDiskMiB;
  return `cpus:${size.vcpus};mem:${memory};disk:${disk};ports:${ports}`;
}
