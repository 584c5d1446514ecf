package lifecycle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Restore folds a tenant's facts, which another store has kept, into its empty World, as if they had been recorded now.
// It tells what is wrong with them, or with a row that they lead to.
func Restore(w *World, facts []Fact) []string {
	found, ok := fold(w, facts)
	if !ok {
		return found
	}
	w.Facts = append(w.Facts, facts...)
	return append(found, differences(w, w)...)
}

// RowsDigest tells the rows of a tenant apart from all others, whatever its project. The World must hold all of them.
func RowsDigest(w *World) (string, error) {
	tenant := w.Tenant
	tenant.ID = ""
	data, err := json.Marshal([]any{tenant, w.Orders, w.Packages, w.Assets, w.Renewals, w.Jobs})
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}
