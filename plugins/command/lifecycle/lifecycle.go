// Package lifecycle holds the properties that local and remote commands share, and the rule that
// says which command text runs when.
package lifecycle

import "github.com/pulumi/pulumi-go-provider/infer"

// Commands are the command texts of a resource and what makes it run anew.
type Commands struct {
	Create   *string `pulumi:"create,optional"`
	Update   *string `pulumi:"update,optional"`
	Delete   *string `pulumi:"delete,optional"`
	Triggers []any   `pulumi:"triggers,optional" provider:"replaceOnChanges"`
}

// Annotate describes the properties for the schema.
func (c *Commands) Annotate(a infer.Annotator) {
	a.Describe(&c.Create, "Runs when the resource is created.")
	a.Describe(&c.Update, "Runs when an input other than triggers changes; create runs if it is missing.")
	a.Describe(&c.Delete, "Runs when the resource is deleted or, after its successor was made, replaced.")
	a.Describe(&c.Triggers, "Values of any type; a change of one of them replaces the resource.")
}

// ForUpdate is the text that runs on an update: update, else create, else nil (nothing runs).
func (c Commands) ForUpdate() *string {
	if c.Update != nil {
		return c.Update
	}
	return c.Create
}

// Results are the stored streams of the last run, each without its last newline.
type Results struct {
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// Annotate describes the properties for the schema.
func (r *Results) Annotate(a infer.Annotator) {
	a.Describe(&r.Stdout, "Standard output of the last run, without its last newline.")
	a.Describe(&r.Stderr, "Standard error of the last run, without its last newline.")
}
