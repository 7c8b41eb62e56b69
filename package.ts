/**
 * What another Pulumi program in TypeScript can import: the reader of a cluster's outputs, and every component. Loading it
 * makes nothing.
 */
export { readMesosCluster } from "./readMesosCluster";
export type { MesosClusterReference, ReadMesosClusterOptions } from "./readMesosCluster";
export type { ClusterOutputs, OutputCredentials, OutputNode } from "./lib/clusterOutputs";
export { compareWithMaster } from "./lib/compareOutputs";
export { parseClusterOutputs } from "./lib/clusterOutputs";
export { hideSecretsFromDebugLog } from "./lib/sdkAnswers";

export { MesosTestbed } from "./components/mesosTestbed";
export type { MesosTestbedArgs } from "./components/mesosTestbed";
export type { ClusterConfig } from "./lib/clusterConfig";

export { BaseImage } from "./components/baseImage";
export type { BaseImageArgs } from "./components/baseImage";
export { ClusterNetwork } from "./components/clusterNetwork";
export type { ClusterNetworkArgs, DnsmasqOption } from "./components/clusterNetwork";
export { MesosBuild } from "./components/mesosBuild";
export type { MesosBuildArgs } from "./components/mesosBuild";
export { MesosCluster } from "./components/mesosCluster";
export type { MesosClusterArgs } from "./components/mesosCluster";
export { MesosDaemons } from "./components/mesosDaemons";
export type { MesosDaemonsArgs } from "./components/mesosDaemons";
export { MesosMaster } from "./components/mesosMaster";
export type { MesosMasterArgs } from "./components/mesosMaster";
export { MesosSlave } from "./components/mesosSlave";
export type { MesosSlaveArgs } from "./components/mesosSlave";
export { Preflight } from "./components/preflight";
export type { PreflightArgs } from "./components/preflight";
export { ReadinessGate } from "./components/readinessGate";
export type { ReadinessGateArgs } from "./components/readinessGate";
export { VirtualMachine } from "./components/virtualMachine";
export type { VirtualMachineArgs } from "./components/virtualMachine";
