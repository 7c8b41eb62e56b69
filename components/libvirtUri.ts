import * as pulumi from "@pulumi/pulumi";

import { libvirtUriOf } from "../lib/libvirtUri";

/** Where the libvirt provider finds libvirt: by `libvirt:uri`, LIBVIRT_DEFAULT_URI, or libvirt's own default. */
export function configuredLibvirtUri(): string {
  return libvirtUriOf(new pulumi.Config("libvirt").get("uri"));
}
