package lifecycle

import "github.com/mss-iac/terraform-provider-mss/internal/simulator/site"

// Command is a write, as a value: what is asked for, and the rule that decides on it.
type Command interface {
	// Spec is what those who carry the command out need to know of it.
	Spec() Spec
	// Decide checks first and then records facts in the World, which must hold the rows of the Spec. It returns the ids of
	// what it made, or a Refusal.
	Decide(w *World) (ids []string, err error)
}

// Preparer is a command that reads something before its transaction begins, in which all other writes of its store wait.
// Its error is a Refusal.
type Preparer interface{ Prepare(files *site.Files) error }

// Spec is what a command is, apart from its rule.
type Spec struct {
	Operation string // what client tokens and ids hang on
	// Content is what a repeated client token must repeat. Its JSON is hashed and stored: names in it are tags, which stay
	// when a field gets another name.
	Content any
	Creates bool // makes something that the caller does not know yet, and so may lose
	Spends  bool // moves money or uses units: without a client token a signed request does so once
	Adopts  bool // is told of all that is lost, and adopts by its rule; of the others an identical call is answered
	Rows    Selection
}

// Operations that make something which a state keeps.
const (
	OpPlaceOrder  = "PlaceOrder"
	OpMakeAsset   = "MakeAsset"
	OpRenewAssets = "RenewAssets"
)
