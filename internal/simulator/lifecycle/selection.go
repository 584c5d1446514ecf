package lifecycle

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Selection says which rows a call needs. Every asset comes with its package.
type Selection struct {
	Orders      []string // ids, with the packages they name
	Packages    []string // ids, with their bound assets
	Assets      []string // ids, with their packages
	Renewals    []string // ids
	Jobs        []string // ids, with their assets and the packages that these were made from
	OrderMates  bool     // with the wanted Packages, all others that their orders delivered
	AllOrders   bool
	AllPackages bool
	AllAssets   bool
	AllRenewals bool
	AllJobs     bool
	Pools       bool // all on-shelf packages that still exist
	PoolSpends  bool // with the Pools, all renewals that spent units of theirs

	PackageList *PackageList // a page of packages with their bound assets; the World's Listed names it
	OrderList   *OrderList   // a page of orders; the World's Listed names it
	AssetList   *AssetList   // a page of assets; the World's Listed names it
	JobList     *JobList     // a page of training jobs, as Jobs brings them; the World's Listed names it
	Tally       *PackageList // the World's Tallies, of the whole list
}

// All reports whether it takes all rows of a kind.
func (s Selection) All() bool {
	return s.AllOrders || s.AllPackages || s.AllAssets || s.AllRenewals || s.AllJobs
}

// Lists reports whether it takes a page or the sums of a list.
func (s Selection) Lists() bool {
	return s.PackageList != nil || s.OrderList != nil || s.AssetList != nil || s.JobList != nil || s.Tally != nil
}

// CanBeListed reports whether a list can select by texts. Stored names have lost what is no UTF-8, and have U+FFFF
// where NUL was, so that a list cannot tell these apart.
func CanBeListed(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool {
		return !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\uffff")
	})
}
