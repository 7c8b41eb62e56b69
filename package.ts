/**
 * What another Pulumi program in TypeScript can import: the reader of a cluster's outputs, every component, and what their
 * arguments are made by. Loading it makes nothing.
 */
export { readMesosCluster } from "./readMesosCluster";
export type { MesosClusterReference, ReadMesosClusterOptions } from "./readMesosCluster";
export type { ClusterOutputs, OutputCredentials, OutputNode } from "./lib/clusterOutputs";
export { compareWithMaster } from "./lib/compareOutputs";
export type { CompareOptions } from "./lib/compareOutputs";
export { parseClusterOutputs } from "./lib/clusterOutputs";
export { hideSecretsFromDebugLog } from "./lib/sdkAnswers";

export { clusterSpec, MesosTestbed } from "./components/mesosTestbed";
export type { MesosTestbedArgs } from "./components/mesosTestbed";
export type { OutputValues } from "./components/outputsOf";
export type { ClusterConfig } from "./lib/clusterConfig";
export type { ClusterSpec, NodeSpec, SlaveSpec } from "./lib/clusterSpec";

export { MesosCluster } from "./components/mesosCluster";
export type { MesosClusterArgs } from "./components/mesosCluster";
export type { ClusterReport, ExpectedCluster } from "./lib/clusterState";
export { Preflight } from "./components/preflight";
export type { PreflightArgs } from "./components/preflight";
export { ReadinessGate } from "./components/readinessGate";
export type { ReadinessGateArgs } from "./components/readinessGate";

// A machine, of which nothing has to do with Mesos.
export { BaseImage } from "./components/baseImage";
export type { BaseImageArgs } from "./components/baseImage";
export { ClusterNetwork } from "./components/clusterNetwork";
export type { ClusterNetworkArgs, DnsmasqOption } from "./components/clusterNetwork";
export { dhcpReservations } from "./lib/addressing";
export { VirtualMachine } from "./components/virtualMachine";
export type { Connection, VirtualMachineArgs } from "./components/virtualMachine";
export { renderSeed } from "./lib/seed";
export type { Seed, SeedArgs } from "./lib/seed";
export { nodeFiles } from "./lib/nodeFiles";
export type { GuestFile } from "./lib/guestFiles";
export { accessByUri } from "./lib/readSshAccess";
export type { SshAccess } from "./lib/sshAccess";

// Mesos, and its daemons on machines.
export { InstallTree } from "./components/installTree";
export type { InstallTreeArgs } from "./components/installTree";
export { MesosBuild } from "./components/mesosBuild";
export type { MesosBuildArgs } from "./components/mesosBuild";
export { packageSource } from "./components/packageStage";
export type { PackageSource } from "./components/packageStage";
export { mesosRuntimePackages, nodePackages } from "./lib/packages";
export { MesosDaemons } from "./components/mesosDaemons";
export type { MesosDaemonsArgs } from "./components/mesosDaemons";
export type { Daemon } from "./components/daemon";
export { MesosMaster } from "./components/mesosMaster";
export type { MesosMasterArgs } from "./components/mesosMaster";
export { MesosSlave } from "./components/mesosSlave";
export type { MesosSlaveArgs } from "./components/mesosSlave";
export {
  masterFiles,
  masterSettings,
  slaveFiles,
  slaveIdentity,
  slaveSettings,
} from "./lib/daemonSettings";
export type { ClusterSecrets, DaemonSecrets } from "./lib/daemonSettings";
export type { DaemonSettings } from "./lib/daemonFiles";
