// Package rig holds what the plugin's tests stand on: the provider behind its real gRPC interface
// with an engine that records its log, and an SSH server of the machine on loopback.
package rig

import (
	"context"
	"strings"
	"testing"
	"time"

	pprovider "github.com/pulumi/pulumi/pkg/v3/resource/provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	rpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration/fake"
)

// callLimit bounds each call of a test, so that a hang is a failure and not a wait.
const callLimit = 40 * time.Second

// Props are properties of a resource in the form in which tests write them.
type Props = map[string]any

// Secret marks a value as the engine marks secrets.
func Secret(value any) resource.PropertyValue {
	return resource.MakeSecret(resource.NewPropertyValue(value))
}

// Unknown is a value that a preview does not know yet.
func Unknown() resource.PropertyValue { return resource.MakeComputed(resource.NewStringProperty("")) }

// Provider is the plugin as the engine sees it.
type Provider struct {
	t      *testing.T
	client rpc.ResourceProviderClient
	engine *fake.EngineServer
}

// Start serves the provider over gRPC until the test ends.
func Start(t *testing.T, name, version string, served p.Provider) *Provider {
	t.Helper()
	engine := fake.NewEngineServer()
	ctx, cancel := context.WithCancel(context.Background())
	address, _, err := fake.StartEngineServer(ctx, engine)
	check(t, err)
	host, err := pprovider.NewHostClient(address)
	check(t, err)
	server, err := p.RawServer(name, version, served)(host)
	check(t, err)
	stop := make(chan bool)
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(s *grpc.Server) error {
			rpc.RegisterResourceProviderServer(s, server)
			return nil
		},
	})
	check(t, err)
	conn, err := grpc.NewClient("127.0.0.1:"+itoa(handle.Port),
		grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	check(t, err)
	t.Cleanup(func() {
		_ = conn.Close()
		close(stop)
		<-handle.Done
		_ = host.Close()
		cancel()
	})
	return &Provider{t: t, client: rpc.NewResourceProviderClient(conn), engine: engine}
}

// Log is everything that the engine was given to show, a message a line.
func (r *Provider) Log() string {
	var lines strings.Builder
	for _, one := range r.engine.Logs() {
		lines.WriteString(one.GetSeverity().String() + " " + one.GetMessage() + "\n")
	}
	return lines.String()
}

// Schema returns the schema as the plugin serves it.
func (r *Provider) Schema() string {
	ctx, cancel := bounded()
	defer cancel()
	resp, err := r.client.GetSchema(ctx, &rpc.GetSchemaRequest{})
	check(r.t, err)
	return resp.GetSchema()
}

// Cancel asks the plugin to end all running operations.
func (r *Provider) Cancel() {
	ctx, cancel := bounded()
	defer cancel()
	_, err := r.client.Cancel(ctx, &emptypb.Empty{})
	check(r.t, err)
}

// Invoke calls a function; failures are those of its arguments.
func (r *Provider) Invoke(token string, args Props) (result resource.PropertyMap, failures []string, err error) {
	ctx, cancel := bounded()
	defer cancel()
	resp, err := r.client.Invoke(ctx, &rpc.InvokeRequest{Tok: token, Args: r.marshal(properties(args))})
	if err != nil {
		return nil, nil, err
	}
	for _, failure := range resp.GetFailures() {
		failures = append(failures, failure.GetReason())
	}
	return r.unmarshal(resp.GetReturn()), failures, nil
}

func bounded() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), callLimit)
}

func properties(props Props) resource.PropertyMap {
	converted := resource.PropertyMap{}
	for name, value := range props {
		converted[resource.PropertyKey(name)] = resource.NewPropertyValue(value)
	}
	return converted
}

var marshalling = plugin.MarshalOptions{
	KeepUnknowns: true, KeepSecrets: true, KeepResources: true, KeepOutputValues: true, SkipNulls: true,
}

func (r *Provider) marshal(props resource.PropertyMap) *structpb.Struct {
	r.t.Helper()
	marshalled, err := plugin.MarshalProperties(props, marshalling)
	check(r.t, err)
	return marshalled
}

func (r *Provider) unmarshal(props *structpb.Struct) resource.PropertyMap {
	r.t.Helper()
	unmarshalled, err := plugin.UnmarshalProperties(props, marshalling)
	check(r.t, err)
	return unmarshalled
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
