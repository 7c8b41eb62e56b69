/** Where libvirt is when neither the stack nor the environment says so; libvirt's own default for root. */
const defaultLibvirtUri = "qemu:///system";

/**
 * The URI of a stack's libvirt.
 *
 * @param configured the provider's own key, `libvirt:uri`. @default LIBVIRT_DEFAULT_URI of the environment, as virsh
 *   has it, or else `qemu:///system`
 */
export function libvirtUriOf(configured: string | undefined): string {
  return configured ?? process.env["LIBVIRT_DEFAULT_URI"] ?? defaultLibvirtUri;
}
