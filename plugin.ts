/**
 * What Pulumi offers to programs in other languages: classes alone, since a plugin host runs what it loads. The other
 * components hand resources to each other, which a component package cannot (see tests/unit/packaging.test.ts).
 */
export { BaseImage } from "./components/baseImage";
export { ClusterNetwork } from "./components/clusterNetwork";
export { MesosTestbed } from "./components/mesosTestbed";
