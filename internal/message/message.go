// Package message words what users read: errors with a static summary that say what happened, whether money moved and
// what to do next, and warnings that carry the fact in their summary, because Terraform folds warnings of equal summary
// into one.
package message

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// Sentences that several errors share.
const (
	NoMoney      = "No money moved."
	NothingSpent = "No units were spent."
	// ApplyAgain follows a lost answer of the simulated cloud, which keeps a receipt of what it made.
	ApplyAgain = "Apply again in the same directory and workspace, or with the same simulator.state_id: what was " +
		"created is adopted, not created again."
	// TopUp is for a balance that does not cover a payment.
	TopUp = "Deposit money (in the simulated cloud with `simulator account deposit`) and apply again."
	// GiveUp is for an object whose account is not there.
	GiveUp = "To abandon it, run `terraform state rm` on the object; the next plan shows what buying it again charges."
)

// destroyAnyway is the way round a plan that is refused: Terraform plans the configuration also before it destroys.
const destroyAnyway = "To destroy it, remove its block, or run `terraform destroy -refresh=false`."

// HowToAct closes the description of every action.
const HowToAct = "Actions need Terraform 1.14 or later. Run one with `terraform apply -invoke=action.TYPE.NAME`, or " +
	"from the `action_trigger` of a resource. An action carries nothing from its plan to its apply: the amounts are " +
	"read again when it runs, and its own arguments limit it."

// Unable is the error of a failed call. The sentences report whether money moved and what to do next.
func Unable(action string, err error, sentences ...string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to "+action, detail(err, sentences))
}

// UnableAt is Unable at the attribute that is at fault.
func UnableAt(p path.Path, action string, err error, sentences ...string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, "Unable to "+action, detail(err, sentences))
}

// Wrong is an error of the configuration at an attribute.
func Wrong(p path.Path, summary, format string, args ...any) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(p, summary, fmt.Sprintf(format, args...))
}

// StillDestroyable adds to the errors of a plan how to destroy the object that is there all the same.
func StillDestroyable(all diag.Diagnostics) (d diag.Diagnostics) {
	for _, one := range all {
		at, atAttribute := one.(diag.DiagnosticWithPath)
		switch {
		case one.Severity() != diag.SeverityError:
			d.Append(one)
		case atAttribute:
			d.Append(diag.NewAttributeErrorDiagnostic(at.Path(), one.Summary(), join([]string{one.Detail(), destroyAnyway})))
		default:
			d.Append(diag.NewErrorDiagnostic(one.Summary(), join([]string{one.Detail(), destroyAnyway})))
		}
	}
	return d
}

// Note is a warning whose summary carries the fact.
func Note(summary string, sentences ...string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(summary, join(sentences))
}

func detail(err error, sentences []string) string {
	return join(append([]string{Explain(err)}, sentences...))
}

func join(sentences []string) string {
	kept := sentences[:0:0]
	for _, s := range sentences {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " ")
}

// Explain is what a service answered, in a sentence with the code and the request's id.
func Explain(err error) string {
	if err == nil {
		return ""
	}
	var e *mssclient.Error
	if !errors.As(err, &e) {
		return sentence(err.Error())
	}
	s := "The service answered"
	if e.Code != "" {
		s += " " + e.Code
	} else if e.HTTPStatus != 0 {
		s += fmt.Sprintf(" HTTP %d", e.HTTPStatus)
	}
	if e.Message != "" {
		s += ": " + strings.TrimRight(e.Message, ". ")
	}
	if e.RequestID != "" {
		s += " (request " + e.RequestID + ")"
	}
	return s + "."
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// CreateOnly adds an error if an attribute that only a new object takes was changed; the way says what to do instead.
func CreateOnly(d *diag.Diagnostics, p path.Path, prior, planned attr.Value, way string) {
	if prior.IsNull() || planned.IsUnknown() || planned.Equal(prior) {
		return
	}
	d.Append(Wrong(p, "Attribute cannot be changed", "%s cannot change once the object exists: it is %s and would "+
		"become %s. Nothing is bought or replaced without your request. %s", p, prior, planned, way))
}

// Unfinished says that something is done but not all of it could be read back.
func Unfinished(object string, err error, left []string) diag.Diagnostic {
	s := "The state has what is known; the next plan or apply reads the rest."
	if len(left) > 0 {
		s = "Not known yet: " + strings.Join(left, ", ") + ". The next plan or apply reads the rest."
	}
	return Note(object+" was accepted, but could not be read back completely", Explain(err), s)
}

// NoID refuses an import without an id.
func NoID(id string, d *diag.Diagnostics) bool {
	if id == "" {
		d.AddError("Missing id", "The id is empty. Run `terraform import ADDRESS ID` with the id of the object. Nothing "+
			"was imported.")
	}
	return id == ""
}

// Count is a number of things: "1 unit", "2 units".
func Count(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// A is a thing with its article: "a voice_clone asset", "an instant_2d asset".
func A(thing string) string {
	if strings.ContainsRune("aeiou", rune(thing[0])) {
		return "an " + thing
	}
	return "a " + thing
}

// Instant is an instant as warnings write it.
func Instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// AsWarning turns errors into warnings, for what goes wrong after money moved: an error would taint the object, and the
// next apply would buy again.
func AsWarning(all diag.Diagnostics) diag.Diagnostics {
	var d diag.Diagnostics
	for _, one := range all {
		d.Append(diag.NewWarningDiagnostic(one.Summary(), one.Detail()))
	}
	return d
}
