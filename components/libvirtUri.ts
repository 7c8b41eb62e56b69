import * as pulumi from "@pulumi/pulumi";

/** Where libvirt is when neither the stack nor the environment says so; libvirt's own default for root. */
const defaultLibvirtUri = "qemu:///system";

/** Where the libvirt provider finds libvirt: by `libvirt:uri`, LIBVIRT_DEFAULT_URI, or libvirt's own default. */
export function configuredLibvirtUri(): string {
  return (
    new pulumi.Config("libvirt").get("uri") ??
    process.env["LIBVIRT_DEFAULT_URI"] ??
    defaultLibvirtUri
  );
}
