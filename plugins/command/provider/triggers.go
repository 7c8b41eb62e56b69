package provider

import (
	"context"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
)

// withReplacingTriggers turns every change inside "triggers" into a replacement. The library does so
// for the property as a whole only; for its elements the official package relies on the option
// replaceOnChanges that its SDK adds, which a program may override.
func withReplacingTriggers(inner p.Provider) p.Provider {
	wrapped := inner
	wrapped.Diff = func(ctx context.Context, req p.DiffRequest) (p.DiffResponse, error) {
		resp, err := inner.Diff(ctx, req)
		for path, change := range resp.DetailedDiff {
			if isTrigger(path) {
				change.Kind = replacing(change.Kind)
				resp.DetailedDiff[path] = change
			}
		}
		return resp, err
	}
	return wrapped
}

func isTrigger(path string) bool {
	rest, found := strings.CutPrefix(path, "triggers")
	return found && (rest == "" || rest[0] == '[' || rest[0] == '.')
}

func replacing(kind p.DiffKind) p.DiffKind {
	switch kind {
	case p.Add:
		return p.AddReplace
	case p.Delete:
		return p.DeleteReplace
	case p.Update:
		return p.UpdateReplace
	default:
		return kind
	}
}
